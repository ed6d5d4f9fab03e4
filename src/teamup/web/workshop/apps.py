"""The app's entry in Django."""

from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    """The pages under /dev/."""

    name = "teamup.web.workshop"
    label = "web_workshop"
