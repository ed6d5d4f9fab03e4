"""Addresses of the course."""

from django.urls import path, re_path

from teamup.web.course import media, privacy, readings, views

app_name = "course"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(media.ADDRESS, media.media, name="media"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("course/", readings.index, name="index"),
    path("course/<slug:section_id>/", readings.section, name="section"),
    path("course/<slug:section_id>/<slug:slug>/", readings.lesson, name="lesson"),
]
