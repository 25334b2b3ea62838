"""The guard of pages that change an account: password or passkey were shown a moment ago."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from leverage.staff import factor_first


def shown_again(view: Any, *, shows_factor: bool = True) -> Any:
    """Open a view to whoever is signed in and has just shown a way in again; send others to show it.

    Staff that has a second factor shows that first, where this session has not seen it yet; without
    `shows_factor` a way in is enough, for the page that one is led to right after adding the first factor.

    A POST that comes too late leads back to the page as a GET. allauth would keep such a POST in the
    session to repeat it later: with the address, the agent and all that was typed.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        here = request.get_full_path()
        if not request.user.is_authenticated:
            return redirect_to_login(here)
        if shows_factor and (first := factor_first(request, here)):
            return first
        try:
            raise_if_reauthentication_required(request, app="allauth.mfa")
            response: HttpResponse = view(request, *args, **kwargs)
        except ReauthenticationRequired:
            ways = get_adapter(request).get_reauthentication_methods(request.user)
            return redirect_to_login(here, ways[0]["url"])
        return response

    return wrapped
