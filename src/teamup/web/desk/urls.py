"""Every address of the desk."""

from __future__ import annotations

from django.urls import include, path

from teamup.web.desk import courses, health, mail, people, plans, record

_desk = [
    path("", health.health, name="health"),
    path("courses/", courses.courses, name="courses"),
    path("mail/", mail.mail, name="mail"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<uuid:link_id>/", plans.look, name="look"),
    path("record/", record.record, name="record"),
    path("hosts/", people.people, name="hosts"),
]

urlpatterns = [path("desk/", include((_desk, "desk")))]
