"""The planner as a Django app."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans, answers, steps and who may open them."""

    name = "teamup.plans"
    label = "plans"
