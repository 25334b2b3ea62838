"""The wiring as a Django app: the user model, commands and system checks."""

from django.apps import AppConfig

from leverage import checks, mfa_privacy


class LeverageConfig(AppConfig):
    """The wiring; importing `checks` registers the deploy-time checks."""

    checks = checks

    name = "leverage"
    verbose_name = "Leverage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep times out of the table of second factors, which is allauth's."""
        mfa_privacy.keep_times_out()
