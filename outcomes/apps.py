"""What happened, as a Django app."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """Sealed conversations, credentials, releases and tallies."""

    name = "outcomes"
    verbose_name = "Outcomes"
    default_auto_field = "django.db.models.BigAutoField"
