"""What operators see of windows: how far each is, and whether its keys are where they belong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leverage.staff import curator_required
from outcomes.window_status import last_rewrite, strangers, window_statuses


@require_safe
@curator_required
def windows(request: HttpRequest) -> HttpResponse:
    """Every window with what is due next; never how much is in it."""
    context = {
        "statuses": window_statuses(timezone.now().date()),
        "strangers": strangers(),
        "rewritten": last_rewrite(),
    }
    return render(request, "outcomes/windows.html", context)
