"""Every address of the desk."""

from __future__ import annotations

from django.urls import include, path

from teamup.web.desk import courses, directory, dressing, health, mail, people, plans, record

_desk = [
    path("", health.health, name="health"),
    path("courses/", courses.courses, name="courses"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<str:kind>/<str:entry_id>/", directory.entry, name="entry"),
    path("look/", dressing.look, name="look_and_words"),
    path("look/preview/", dressing.preview, name="look_preview"),
    path("mail/", mail.mail, name="mail"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<uuid:link_id>/", plans.look, name="look"),
    path("record/", record.record, name="record"),
    path("hosts/", people.people, name="hosts"),
]

urlpatterns = [path("desk/", include((_desk, "desk")))]
