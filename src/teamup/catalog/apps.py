"""The catalog as a Django app: it keeps the published versions."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """The shelf of published course versions."""

    name = "teamup.catalog"
    label = "catalog"
