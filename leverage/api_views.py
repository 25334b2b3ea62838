"""The API's own pages: what it offers in words, the same for programs, and what to say of any other address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from asks.api_shapes import MOST_ROWS
from leverage.api import LICENCE, ROOT, problem, readable_by_anybody
from leverage.api_document import api_document_text
from leverage.api_reference import api_reference
from leverage.http import public_page, site_origin
from outcomes.api_choices import MOST_CELLS


@require_safe
@public_page
def api(request: HttpRequest) -> HttpResponse:
    """Everything that can be asked of the API, for people, made from the document for programs."""
    context = {
        "rooms": api_reference(),
        "root": site_origin(request) + ROOT,
        "licence": LICENCE,
        "most_rows": MOST_ROWS,
        "most_cells": MOST_CELLS,
    }
    return render(request, "leverage/api.html", context)


@readable_by_anybody
def api_document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return HttpResponse(api_document_text(), content_type="application/json; charset=utf-8")


@readable_by_anybody
def api_elsewhere(request: HttpRequest) -> HttpResponse:
    """Lead to the same address with a slash at its end, where there is one; else say that nothing is here."""
    path = request.path_info
    if not path.endswith("/") and not is_elsewhere(f"{path}/"):
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        there = HttpResponsePermanentRedirect(escape_uri_path(f"{path}/") + query)
        del there["Content-Type"]  # It has no body, and is no page.
        return there
    return problem(404, _("There is nothing at this address."))


def is_elsewhere(path: str) -> bool:
    """Return whether a path below `/api/` leads to nothing."""
    match = is_valid_path(path)
    return not match or match.func is api_elsewhere
