"""The page of one ask."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asks.dossiers import ask_dossier
from asks.models import Ask
from leverage.http import public_page


@require_safe
@public_page
def ask_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One ask: why, how to say it, the case against, where labs stand."""
    try:
        dossier = ask_dossier(slug)
    except Ask.DoesNotExist as error:
        raise Http404 from error
    return render(request, "asks/ask_detail.html", {"dossier": dossier, "ask": dossier.ask})
