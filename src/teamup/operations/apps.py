"""The room as Django sees it."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Commands for the people who host a site."""

    name = "teamup.operations"
