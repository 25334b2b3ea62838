"""Pages of the house itself: home, the account's sheet, and what is said of a form that was too old."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from asks.facts import focus_now
from asks.models import Lab
from leverage.http import kept_page, private_page
from leverage.models import User
from leverage.sheets import draw_for_browser, sheet_data, sheet_for_first_sign_in
from outcomes import wire
from outcomes.credentials import current_window, has_sheet
from outcomes.home import latest_picture

SHEET_MAX_LENGTH = 32_768


@require_safe
@kept_page()
def home(request: HttpRequest) -> HttpResponse:
    """What this is, in one screen."""
    context = {
        "labs": Lab.objects.by_name().values("slug", "name"),
        "focus": focus_now(),
        "picture": latest_picture(),
    }
    return render(request, "leverage/home.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@private_page
def sheet(request: HttpRequest) -> HttpResponse:
    """Whether this account drew its sheet in the current window, and the draw itself.

    A script posts blinded messages as JSON. The form, for browsers that cannot, has our server draw.
    """
    account, today = _account(request), timezone.now().date()
    if request.method == "POST" and request.content_type == wire.JSON:
        return draw_for_browser(account, request.body, today=today)
    if request.method == "POST":
        drawn_here = sheet_for_first_sign_in(request, account, today=today)
        return drawn_here or redirect("sheet")
    window = current_window(today)
    drawn = window is not None and has_sheet(account, window)
    client = sheet_data(account, window, drawn=drawn) if window else None
    context = {"window": window, "drawn": drawn, "client": client}
    return render(request, "leverage/sheet.html", context)


@require_POST
@login_required
@private_page
def sheet_file(request: HttpRequest) -> HttpResponse:
    """Give a sheet back as a file, from the page that shows it; nothing of it is kept."""
    text = request.POST.get("sheet", "")[:SHEET_MAX_LENGTH]
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sheet.txt"'
    return response


def _account(request: HttpRequest) -> User:
    """Return the signed-in account; only for views behind `login_required`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in words that a form was too old or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)
