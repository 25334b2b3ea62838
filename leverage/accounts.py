"""How allauth serves us: no e-mail, no address, no agent, and a sheet at the first sign-in of a window."""

from __future__ import annotations

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from leverage.addresses import scrambled_address
from leverage.sheets import sheet_for_first_sign_in


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
        "username_taken": _("This name is taken. Choose another one."),
        "enter_current_password": _("This is not the password that you used until now."),
        "incorrect_password": _("This is not the password of your account."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what rate limits count by: a keyed hash that dies with the day."""
        return scrambled_address(super().get_client_ip(request))

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing: the agent is never read."""
        return ""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: pages tell what happened, and messages would live in a cookie."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the account's page, which says that the password is changed."""
        return f"{reverse('sheet')}?password=changed"

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse | None:
        """Begin a sign-in; the name must not wait in the session for a second factor that never comes."""
        _drop_name(request)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Finish a sign-in. At the first one of a window the answer is the sheet itself.

        Everybody draws, whether or not they will ever log, so that drawing tells nothing (privacy.md 7).
        """
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return sheet_for_first_sign_in(request, user, today=timezone.now().date()) or response


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Second factors of staff, in our own words and under our own policy for pages."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit. Type the one that is shown now."),
        "cannot_generate_recovery_codes": _("Add an app or a key first, then make codes."),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the square as an element of the page: our policy refuses images in `data:` addresses."""
        drawn = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        label = escape(_("A square to scan. The same key stands below it as text."))
        return str(drawn).replace("<svg ", f'<svg class="qr" role="img" aria-label="{label}" ', 1)


def _drop_name(request: HttpRequest) -> None:
    """Take the name out of allauth's note of how one signed in: the session lies in shared memory."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    for record in records:
        record.pop("username", None)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
