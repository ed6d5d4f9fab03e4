"""The addresses of the workshop. Outside debug each answers 404."""

from django.urls import path

from teamup.web.workshop import gallery, preview

app_name = "workshop"
urlpatterns = [
    path("dev/preview/", preview.index, name="preview_index"),
    path("dev/preview/<slug:section>/<slug:lesson>/", preview.lesson, name="preview"),
    path("dev/components/", gallery.components, name="components"),
]
