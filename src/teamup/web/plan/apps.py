"""The pages of a plan as a Django app: templates only, no tables."""

from django.apps import AppConfig


class PlanPagesConfig(AppConfig):
    """Templates of the plan's pages."""

    name = "teamup.web.plan"
    label = "web_plan"
