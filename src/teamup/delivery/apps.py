"""The room as Django sees it."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Letters, and the worker that sends them."""

    name = "teamup.delivery"
    label = "delivery"
