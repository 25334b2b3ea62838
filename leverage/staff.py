"""Who may curate: staff that has shown a second factor in this session. Shared by the packages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.decorators import secure_admin_login
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def is_curator(request: HttpRequest) -> bool:
    """Return whether this session is one of staff that has shown a second factor."""
    return _is_staff(request) and _showed_second_factor(request)


def curator_required(view: View[P]) -> View[P]:
    """Open a view to curators only, and let no cache keep what it answers.

    Visitors are sent to sign in, staff without a second factor to add one, staff whose session has
    not shown it yet to show it. An account that is not staff's gets 403.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = way_in(request, request.get_full_path()) or view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped  # type: ignore[return-value] # `wraps` hides that the first argument is positional.


def staff_required(view: Any) -> Any:
    """Open a view to signed-in staff, second factor or not: for the pages where one is added."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not _is_staff(request):
            raise PermissionDenied
        # A visitor meets allauth's own guard, but not its assumption that somebody is signed in.
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        response: HttpResponse = view(request, *args, **kwargs)
        return response

    return wrapped


def way_in(request: HttpRequest, here: str) -> HttpResponseRedirect | None:
    """Return where to go before `here`, a page for curators; None for a curator.

    Raises PermissionDenied for an account that is not staff's.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(here)
    if not _is_staff(request):
        raise PermissionDenied
    if _showed_second_factor(request):
        return None
    if not _has_second_factor(request):
        return redirect_to_login(here, resolve_url("mfa_index"))
    return _to_the_factor(request, here)


def factor_first(request: HttpRequest, here: str) -> HttpResponseRedirect | None:
    """Return where staff shows a second factor that this session has not shown; None for all others.

    Somebody who was signed in with the password alone, before there was a factor, could else remove it, add
    one of their own, or draw codes that count as one.
    """
    if not _is_staff(request) or _showed_second_factor(request) or not _has_second_factor(request):
        return None
    return _to_the_factor(request, here)


def _to_the_factor(request: HttpRequest, here: str) -> HttpResponseRedirect:
    by_app = _has_second_factor(request, Authenticator.Type.TOTP)
    name = "mfa_reauthenticate" if by_app else "mfa_reauthenticate_webauthn"
    return redirect_to_login(here, resolve_url(name))


def _is_staff(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and user.is_active and user.is_staff


def _showed_second_factor(request: HttpRequest) -> bool:
    """Having one is not enough: somebody may have been signed in with the password alone before.

    Both are asked: a factor that was shown and then removed opens nothing.
    """
    if not _has_second_factor(request):
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _has_second_factor(request: HttpRequest, *types: str) -> bool:
    wanted = types or (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(is_mfa_enabled(request.user, list(wanted)))


class StaffSite(admin.AdminSite):
    """Django's admin behind the same door. Not its default site: other apps' tables are not for curators."""

    site_header = _("Leverage: tables of the catalogue")
    site_title = _("Leverage")
    index_title = _("Tables")
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Leave out the way to any row of any table by its number: no page of ours links there."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether a curator asks."""
        return is_curator(request)

    @method_decorator(secure_admin_login)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send whoever is not yet a curator on the way to become one; there is no form of its own here."""
        target = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
            target = resolve_url("admin:index")
        return way_in(request, target) or redirect(target)

    def logout(  # type: ignore[override] # A page, says Django; a redirect will do.
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Leave by the one way out, which also asks the browser to forget."""
        return redirect("account_logout")

    def password_change(  # type: ignore[override] # The same.
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Change the password where everybody does."""
        return redirect("account_change_password")


staff_site = StaffSite(name="admin")
