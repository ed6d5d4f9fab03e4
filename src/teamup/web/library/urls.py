"""Addresses of the library."""

from django.urls import path

from teamup.web.library import glossary, resources, views

app_name = "library"
urlpatterns = [
    path("examples/", views.examples, name="examples"),
    path("examples/<str:case_id>/", views.example, name="example"),
    path("examples/<str:case_id>/use/", views.use, name="use"),
    path("resources/", resources.resources, name="resources"),
    path("glossary/", glossary.glossary, name="glossary"),
]
