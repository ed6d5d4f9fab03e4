"""Every address of the site."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if (Path(__file__).parent.parent / "web/urls.py").exists():
    urlpatterns.append(path("", include("teamup.web.urls")))
