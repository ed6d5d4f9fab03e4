"""The report room as a Django app: it has no tables."""

from django.apps import AppConfig


class ReportConfig(AppConfig):
    """Documents made from plans."""

    name = "teamup.report"
    label = "report"
