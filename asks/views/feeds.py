"""The page that says which feeds there are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from asks.models import Lab
from leverage.http import public_page


@require_safe
@public_page
def feeds(request: HttpRequest) -> HttpResponse:
    """Every feed, and what it is for."""
    labs = Lab.objects.by_name().values_list("slug", "name")
    return render(request, "asks/feeds.html", {"labs": labs})
