"""The vault as its holder meets it: filled and opened by scripts, saved and emptied without them."""

from __future__ import annotations

import base64
import binascii
import json

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leverage.forms_vault import EmptyVaultForm
from leverage.http import private_page
from leverage.models import User
from leverage.sheets import kept_at
from leverage.vaults import (
    FILE_MAX_BYTES,
    Lock,
    NoVaultFile,
    empty_vault,
    put_into_vault,
    read_lock,
    vault_content,
)

_BODY_MAX_BYTES = FILE_MAX_BYTES * 4 // 3 + 100
_CHANGES = ("put", "emptied")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private_page
def vault(request: HttpRequest) -> HttpResponse:
    """What a vault is for and whether there is one; a script posts `{"ciphertext": base64}` to fill it."""
    if request.method != "POST":
        return _page(request, EmptyVaultForm())
    try:
        put_into_vault(_holder(request), _file_of(request.body))
    except NoVaultFile:
        words = _("What this browser sent is no locked file of a size that the vault takes.")
        return JsonResponse({"error": "no_vault_file", "words": words}, status=400)
    return JsonResponse({})


@require_POST
@login_required
@private_page
def vault_file(request: HttpRequest) -> HttpResponse:
    """Give the file in the vault, for the age tool or for the script that opens it; 404 without one."""
    content = vault_content(_holder(request))
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = 'attachment; filename="vault.age"'
    return response


@require_POST
@login_required
@private_page
def vault_empty(request: HttpRequest) -> HttpResponse:
    """Delete what the vault holds, if the box is ticked."""
    form = EmptyVaultForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    empty_vault(_holder(request))
    return redirect(f"{reverse('vault')}?changed=emptied")


def _page(request: HttpRequest, form: EmptyVaultForm, *, status: int = 200) -> HttpResponse:
    content = vault_content(_holder(request))
    changed = request.GET.get("changed")
    lock = None if content is None else read_lock(content)
    context = {
        "filled": lock is not None,
        "by_passkey": lock is Lock.PASSKEY,
        "kept_at": kept_at(),
        "changed": changed if changed in _CHANGES else "",
        "form": form,
    }
    return render(request, "leverage/vault.html", context, status=status)


def _file_of(body: bytes) -> bytes:
    """Return the file of a request; NoVaultFile for anything but the one object with the one key."""
    if len(body) > _BODY_MAX_BYTES:
        raise NoVaultFile
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise NoVaultFile from None
    if not isinstance(document, dict) or set(document) != {"ciphertext"}:
        raise NoVaultFile
    try:
        return base64.b64decode(document["ciphertext"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise NoVaultFile from None


def _holder(request: HttpRequest) -> User:
    """Return the signed-in account; only for views behind `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
