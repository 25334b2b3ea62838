"""Steps between a sign-in and the account, where allauth's do not fit."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponseRedirect
from django.urls import reverse

Handled = tuple[Any, bool]


class SecondFactorOfStaff(AuthenticateStage):  # type: ignore[misc] # allauth ships no types
    """Asks for a second factor after the password, of staff alone.

    For everybody else a passkey is another way in and not a second lock: who loses the device, or
    turns scripts off, still has the password.
    """

    def handle(self) -> Handled:
        """Let members pass; ask staff as allauth does."""
        user = self.login.user
        if user is not None and not user.is_staff:
            return None, True
        handled: Handled = super().handle()
        return handled


class CodesStage(LoginStage):  # type: ignore[misc] # allauth ships no types
    """Shows the recovery codes of a fresh account without a password, before anything else is shown.

    The sheet of credentials is shown once too, as the answer to the sign-in itself. As a step of its
    own, before that, the codes do not stand in its way.
    """

    key = "account_codes"
    urlname = "account_codes"

    def handle(self) -> Handled:
        """Lead to the codes after signing up by passkey, and past them otherwise."""
        if self.login.state.get("passkey_signup"):
            return HttpResponseRedirect(reverse(self.urlname)), True
        return None, True
