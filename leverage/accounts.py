"""How allauth serves us: no e-mail, no address, no agent, and a sheet at the first sign-in of a window."""

from __future__ import annotations

import logging
import re
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from leverage.addresses import scrambled_address, scrambled_name
from leverage.sheets import sheet_for_first_sign_in

logger = logging.getLogger(__name__)

_STAGES_OF_OURS = {
    "allauth.mfa.stages.AuthenticateStage": "leverage.login_stages.SecondFactorOfStaff"
}
# What is asked for first stands first: a recovery code is spent by showing it, so it comes last.
_WAYS_TO_SHOW_AGAIN = {
    "reauthenticate": _("Show the password"),
    "mfa_reauthenticate:webauthn": _("Show a passkey"),
    "mfa_reauthenticate": _("Use a code"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """The account adapter (privacy.md 6)."""

    # The messages that our pages can lead to, in our own words.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "This name and this password do not fit each other. Check both and try again."
        ),
        "too_many_login_attempts": _(
            "Too many tries in a short time. Wait five minutes, then try again."
        ),
        "username_taken": _(
            "This name is taken; capital letters make no difference. Choose another one."
        ),
        "enter_current_password": _("This is not the password that you used until now."),
        "incorrect_password": _("This is not the password of your account."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what rate limits count by: a keyed hash that dies with the day.

        Raises PermissionDenied where the header of the proxies is shorter than it can be behind them.
        """
        try:
            address = super().get_client_ip(request)
        except ImproperlyConfigured as error:
            logger.warning("X-Forwarded-For is shorter than LEVERAGE_TRUSTED_PROXIES says")
            raise PermissionDenied from error
        return scrambled_address(address)

    def is_safe_url(self, url: str) -> bool:
        """Return whether one may be led to an address; one that cannot be read is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # A bracket without its other half.
            return False

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing: the agent is never read."""
        return ""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return what failed sign-ins of one name are counted by: a keyed hash that dies with the day.

        allauth counts by a bare hash of the name, which says to whoever reads the memory and holds a
        list of names which of them failed just now. The method is allauth's own; a test holds it here.
        """
        return scrambled_name(credentials.get("username", ""))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: pages tell what happened, and messages would live in a cookie."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the account's page, which says that the password is changed."""
        return f"{reverse('account')}?changed=password"

    def get_login_stages(self) -> list[str]:
        """Return the steps of a sign-in: a second factor of staff, and of newcomers passkey and codes.

        allauth adds the step of the passkey itself only with a setting that demands e-mail.
        """
        steps = [_STAGES_OF_OURS.get(path, path) for path in super().get_login_stages()]
        return [
            *steps,
            "allauth.mfa.webauthn.stages.PasskeySignupStage",
            "leverage.login_stages.CodesStage",
        ]

    def get_reauthentication_methods(
        self, user: AbstractBaseUser | AnonymousUser
    ) -> list[dict[str, Any]]:
        """Return how somebody can show again that it is them, what costs least first."""
        order = list(_WAYS_TO_SHOW_AGAIN)
        ways = sorted(
            super().get_reauthentication_methods(user), key=lambda way: order.index(way["id"])
        )
        return [{**way, "description": _WAYS_TO_SHOW_AGAIN[way["id"]]} for way in ways]

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Finish a sign-in. At the first one of a window the answer is the sheet itself.

        Everybody draws, whether or not they will ever log, so that drawing tells nothing (privacy.md 7).
        """
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return sheet_for_first_sign_in(request, user, today=timezone.now().date()) or response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Passkeys and second factors, in our own words and under our own policy for pages."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Type the one that is shown now."),
        "cannot_generate_recovery_codes": _("Add a passkey or an app first, then make codes."),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the square as an element of the page: our policy refuses images in `data:` addresses."""
        drawn = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        label = escape(_("A square to scan. The same key stands below it as text."))
        return str(drawn).replace("<svg ", f'<svg class="qr" role="img" aria-label="{label}" ', 1)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002
        """Return the first free number as a name: what people write there would say more than that."""
        keys = Authenticator.objects.filter(user_id=user.pk, type=type)
        taken = {int(number) for key in keys for number in re.findall(r"\d+", str(key))}
        free = next(number for number in range(1, len(taken) + 2) if number not in taken)
        return str(_("Passkey %(number)d") % {"number": free})

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for whom a passkey is: the host without its port, under the name of the site."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Leverage"}
