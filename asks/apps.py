"""The catalogue as a Django app."""

from django.apps import AppConfig


class AsksConfig(AppConfig):
    """The public catalogue of asks."""

    name = "asks"
    verbose_name = "Asks"
    default_auto_field = "django.db.models.BigAutoField"
