"""What the browser of a person keeps of a sheet. This page reads no cookie and is the same for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from outcomes.client_words import KEPT_SHEET


@require_safe
def kept_sheet(request: HttpRequest) -> HttpResponse:
    """Let a browser keep a sheet for the log pages, or wipe it; the sheet itself never comes here.

    Where the log pages have a host of their own, what another host keeps is out of their reach. So the page
    of the sheet leads here, with the sheet behind the # of the address, which no browser sends.
    """
    return render(request, "outcomes/kept_sheet.html", {"client": {"says": KEPT_SHEET}})
