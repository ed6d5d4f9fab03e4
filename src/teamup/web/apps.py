"""The pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags of every page."""

    name = "teamup.web"
    label = "web"
