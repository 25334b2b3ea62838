"""Pages of allauth that differ here: signing up, and everything with a passkey. Names stay allauth's."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import LoginView, SignupByPasskeyView, SignupView
from allauth.core import ratelimit
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
)
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from leverage.made_up_names import assigned_name

REFUSED = "refused"
QUESTIONS_PER_MINUTE = 60
"""For a passkey, to one network address; in Tor Browser many people share one."""
_MINUTE = 60


class _SignUp:
    """What both ways of signing up share: a name to begin with, and a limit of its own."""

    request: HttpRequest

    def get_initial(self) -> dict[str, Any]:
        """Offer a fresh name with every look at the page."""
        return {**super().get_initial(), "username": assigned_name()}  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the account, unless too many were opened from this network today.

        allauth's own limit counts every try, typing mistakes too, so it is wide. This one is narrow and
        counts what would be an account.
        """
        if not ratelimit.consume(self.request, action="account_opened"):
            refused: HttpResponse = ratelimit.respond_429(self.request)
            return refused
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except ValidationError as taken:
            form.add_error("username", taken)
            response = self.form_invalid(form)  # type: ignore[attr-defined]
        return response


class SignUp(_SignUp, SignupView):  # type: ignore[misc] # allauth ships no types
    """Sign up with a made-up name and a password."""


class SignUpByPasskey(_SignUp, SignupByPasskeyView):  # type: ignore[misc] # allauth ships no types
    """Sign up with a made-up name alone; the passkey is made on the next page."""


class SignIn(LoginView):  # type: ignore[misc] # allauth ships no types
    """Sign in with name and password; say so when a passkey did not open an account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a passkey was refused just now."""
        refused = self.request.GET.get("passkey") == REFUSED
        return {**super().get_context_data(**kwargs), "passkey_refused": refused}


class SignInByKey(LoginWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Sign in with a passkey alone. allauth forgets where one was going, and says nothing on refusal."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a passkey. allauth counts what is sent only, but each question stays in memory for hours."""
        if _asked_too_often(request):
            refused: HttpResponse = ratelimit.respond_429(request)
            return refused
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Lead back to the page for signing in, which says why."""
        here = f"{reverse('account_login')}?passkey={REFUSED}"
        back = passthrough_next_redirect_url(self.request, here, REDIRECT_FIELD_NAME)
        return HttpResponseRedirect(back)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and go where one was going."""
        key = form.cleaned_data["credential"]
        target = get_next_redirect_url(self.request, REDIRECT_FIELD_NAME)
        response: HttpResponse = flows.perform_passwordless_login(
            self.request, key, Login(user=key.user, redirect_url=target)
        )
        return response


class KeyOnceMore(ReauthenticateWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Show a passkey again. allauth leaves the page on refusal; here the page says why."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again, with the reason."""
        context = {**self.get_context_data(), "refused": form.errors}
        response: HttpResponse = self.render_to_response(context)
        return response


class AddKey(AddWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Add a key that opens the account alone: allauth's page adds one that needs the password too."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the browser for a key that names its account and checks who holds it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # After allauth's own, since the question asked last is the one that counts.
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**context, "js_data": {"creation_options": options}}

    def get_success_url(self) -> str:
        """Go on to fresh recovery codes, or back to the list."""
        return reverse(
            "mfa_view_recovery_codes" if self.did_generate_recovery_codes else "mfa_list_webauthn"
        )


def _asked_too_often(request: HttpRequest) -> bool:
    """Count one more question to this network in this minute, under the keyed hash that dies with the day."""
    minute = int(time.time() // _MINUTE)
    key = f"key-asked-{get_adapter().get_client_ip(request)}-{minute}"
    cache.add(key, 0, timeout=_MINUTE)
    return int(cache.incr(key)) > QUESTIONS_PER_MINUTE
