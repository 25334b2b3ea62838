"""What is promised, what is held, and what could be handed over: each read from what is in force."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leverage.database_history import kept_history
from leverage.http import public_page
from outcomes.credentials import current_window
from outcomes.inventory import inventory
from outcomes.kinds import Custody


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What is promised and what is not, in words that fit the way in which this site is run."""
    return render(request, "leverage/privacy.html", _in_force())


@require_safe
@public_page
def what_we_hold(request: HttpRequest) -> HttpResponse:
    """Everything stored, field by field, read from the models."""
    context = {**_in_force(), "inventory": inventory()}
    return render(request, "leverage/what_we_hold.html", context)


@require_safe
@public_page
def legal_demands(request: HttpRequest) -> HttpResponse:
    """What could be handed over to whoever may demand it, read from the models too."""
    held = inventory()
    context = {
        **_in_force(),
        "of_an_account": [holding for holding in held if holding.ties],
        "of_no_account": [holding for holding in held if not holding.ties],
    }
    return render(request, "leverage/legal_demands.html", context)


def _in_force() -> dict[str, Any]:
    """Return what the promises depend on; without a window the weaker one about the key is made."""
    window = current_window(timezone.now().date())
    return {
        "window": window,
        "custodians": window is not None and window.custody == Custody.CUSTODIANS,
        "kept_history": kept_history(),
        "log_host": settings.LOG_HOST,
    }
