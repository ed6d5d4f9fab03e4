"""The room as Django sees it."""

from django.apps import AppConfig
from django.conf import settings


class OperationsConfig(AppConfig):
    """Commands for the people who host a site."""

    name = "teamup.operations"

    def ready(self) -> None:
        """Count from now on, and send traces, where the host wants them."""
        from teamup.core import measures, traces

        traces.turn_on()
        if settings.METRICS_TOKEN:
            measures.turn_on(settings.METRICS_DIR)
