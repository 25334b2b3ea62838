"""The wiring as a Django app: the user model, commands and system checks."""

from django.apps import AppConfig

from leverage import checks, mfa_privacy, session_privacy


class LeverageConfig(AppConfig):
    """The wiring; importing `checks` registers the deploy-time checks."""

    checks = checks

    name = "leverage"
    verbose_name = "Leverage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep times and names out of what allauth writes: its table of factors, and sessions."""
        mfa_privacy.keep_times_out()
        session_privacy.keep_sessions_vague()
