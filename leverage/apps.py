"""The wiring as a Django app: the user model, commands and system checks."""

from django.apps import AppConfig

from leverage import checks


class LeverageConfig(AppConfig):
    """The wiring; importing `checks` registers the deploy-time checks."""

    checks = checks

    name = "leverage"
    verbose_name = "Leverage"
    default_auto_field = "django.db.models.BigAutoField"
