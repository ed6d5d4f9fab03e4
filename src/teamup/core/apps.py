"""The core as a Django app: it keeps events and limits."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Events and limits."""

    name = "teamup.core"
    label = "core"
