"""The pages of an account that are ours: what exists, its name, its file, its end, and a way back in."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.stages import PasskeySignupStage
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leverage.account_deletion import delete_account
from leverage.account_export import export_account
from leverage.forms import NameForm, RecoveryForm
from leverage.http import private_page
from leverage.login_stages import CodesStage
from leverage.made_up_names import assigned_name
from leverage.models import User, Vault
from leverage.shown_again import shown_again
from outcomes.credentials import current_window, has_sheet

_CHANGES = ("name", "password")
_FORGET_US = '"cache", "cookies", "storage"'


@require_safe
@login_required
@private_page
def account(request: HttpRequest) -> HttpResponse:
    """What exists of this account, and everything that can be done with it."""
    holder = _holder(request)
    window = current_window(timezone.now().date())
    factors = {Authenticator.Type.WEBAUTHN: 0, Authenticator.Type.RECOVERY_CODES: 0}
    for factor in Authenticator.objects.filter(user=holder, type__in=factors):
        is_key = factor.type == Authenticator.Type.WEBAUTHN
        factors[factor.type] += 1 if is_key else len(factor.wrap().get_unused_codes())
    changed = request.GET.get("changed")
    context = {
        "name": holder.username,
        "has_password": holder.has_usable_password(),
        "keys": factors[Authenticator.Type.WEBAUTHN],
        "codes": factors[Authenticator.Type.RECOVERY_CODES],
        "window": window,
        "drawn": window is not None and has_sheet(holder, window),
        "has_vault": Vault.objects.filter(account=holder).exists(),
        "is_staff": holder.is_staff,
        "changed": changed if changed in _CHANGES else "",
    }
    return render(request, "leverage/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@shown_again
def account_name(request: HttpRequest) -> HttpResponse:
    """Give the account another made-up name."""
    holder = _holder(request)
    before = holder.username
    given = request.POST if request.method == "POST" else None
    form = NameForm(given, account=holder, initial={"username": assigned_name()})
    if form.is_bound and form.is_valid():
        try:
            form.save()
        except ValidationError as taken:
            form.add_error("username", taken)
        else:
            return redirect(f"{reverse('account')}?changed=name")
    context = {"form": form, "before": before}
    return render(request, "leverage/account_name.html", context, status=400 if given else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private_page
def account_export(request: HttpRequest) -> HttpResponse:
    """Say what the file holds; on POST, give everything that is held about the account as a file."""
    if request.method != "POST":
        return render(request, "leverage/account_export.html")
    written = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(export_account(_holder(request)), json_dumps_params=written)
    response["Content-Disposition"] = 'attachment; filename="account.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@shown_again
def account_delete(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; on POST, delete the account and ask the browser to forget."""
    if request.method != "POST":
        return render(request, "leverage/account_delete.html")
    delete_account(_holder(request))
    logout(request)
    response = render(request, "leverage/account_delete_done.html")
    response["Clear-Site-Data"] = _FORGET_US
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@private_page
def account_recover(request: HttpRequest) -> HttpResponse:
    """Sign in with the name and one of the recovery codes, when passkey or password are lost."""
    if request.user.is_authenticated:
        return redirect("account")
    if request.method != "POST":
        return render(request, "leverage/account_recover.html", {"form": RecoveryForm(request)})
    refused: HttpResponse | None = ratelimit.consume_or_429(request, action="login")
    if refused is not None:
        return refused
    form = RecoveryForm(request, request.POST)
    if not form.is_valid() or form.codes is None:
        return render(request, "leverage/account_recover.html", {"form": form}, status=400)
    # A code is shown on purpose and spent by it, so for the next minutes no second one is asked for.
    post_authentication(request, form.codes, reauthenticated=True)
    response: HttpResponse = perform_login(request, Login(user=form.codes.user))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
@login_stage_required(stage=CodesStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def account_codes(request: Any) -> HttpResponse:
    """Show the recovery codes of a fresh account, once; on POST, go on into the account."""
    stage = request._login_stage  # Set by allauth's decorator.
    if request.method == "POST":
        response: HttpResponse = stage.exit()
        return response
    codes = RecoveryCodes.activate(stage.login.user)
    context = {
        "name": stage.login.user.username,
        "shown": codes.did_view,
        "codes": codes.get_unused_codes(),
    }
    codes.mark_as_viewed()
    return render(request, "leverage/account_codes.html", context)


@require_POST
@private_page
def account_stop(request: HttpRequest) -> HttpResponse:
    """Stop signing up before the passkey is made, and delete the account that only has a name yet."""
    stage = get_pending_stage(request)
    if stage is not None and stage.key == PasskeySignupStage.key:
        delete_account(stage.login.user)
    clear_login(request)
    return redirect("account_signup")


def _holder(request: HttpRequest) -> User:
    """Return the signed-in account; only for views that are closed to visitors."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
