"""What the browser of a person keeps of a sheet. This page reads no cookie and is the same for everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from leverage.http import log_origin
from outcomes.client_words import KEPT_SHEET


@require_safe
def kept_sheet(request: HttpRequest) -> HttpResponse:
    """Let a browser keep a sheet for the log pages, or wipe it; the sheet itself never comes here.

    Where the log pages have a host of their own, what another host keeps is out of their reach. So the page
    of the sheet leads here, and this page fetches the sheet: behind the # of an address, which no browser
    sends, and sealed to a key of its own, since browsers write addresses down.
    """
    shown_at = f"{settings.ORIGIN}{reverse('sheet')}" if log_origin() else ""
    client = {"sheet_url": shown_at, "says": KEPT_SHEET}
    return render(request, "outcomes/kept_sheet.html", {"client": client})
