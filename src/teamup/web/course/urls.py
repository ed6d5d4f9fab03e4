"""Addresses of the course."""

from django.urls import path

from teamup.web.course import readings, views

app_name = "course"
urlpatterns = [
    path("", views.home, name="home"),
    path("course/", readings.index, name="index"),
    path("course/<slug:section_id>/", readings.section, name="section"),
    path("course/<slug:section_id>/<slug:slug>/", readings.lesson, name="lesson"),
]
