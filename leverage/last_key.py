"""The guard before a passkey is removed: an account without a password keeps its last one."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leverage.models import User


def not_the_last_way_in(view: Any) -> Any:
    """Refuse, in words, to remove the last passkey of an account that has no password.

    The account's row is held meanwhile, so that two passkeys removed in two tabs come one after the
    other. For views of a signed-in account.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.pk is None:
            raise PermissionDenied
        with transaction.atomic():
            holder = User.objects.select_for_update().get(pk=request.user.pk)
            keys = Authenticator.objects.filter(user=holder, type=Authenticator.Type.WEBAUTHN)
            if not holder.has_usable_password() and keys.count() == 1:
                return render(request, "mfa/webauthn/last_key.html", status=409)
            response: HttpResponse = view(request, *args, **kwargs)
        return response

    return wrapped
