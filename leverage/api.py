"""The API as a whole: the rooms it is made of, how it refuses, and who may read it, which is everybody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from asks.api import router as catalogue
from leverage.api_words import fault_words
from leverage.http import public_page
from outcomes.api import router as published

logger = logging.getLogger(__name__)

ROOT = "/api/v1/"
PROBLEM = "application/problem+json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
METHODS = ("GET", "HEAD", "OPTIONS")
# Browsers ask once a day whether pages elsewhere may read this.
PREFLIGHT_SECONDS = 24 * 60 * 60

View = Callable[..., HttpResponse]


class QuickJson(BaseRenderer):
    """Writes JSON with pydantic's writer: it takes less than half the time of Python's own for a page of rows."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the answer as UTF-8."""
        return to_json(data)


interface = NinjaAPI(
    title="Leverage",
    version="1",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    renderer=QuickJson(),
)
interface.add_router("", catalogue)
interface.add_router("", published)


def problem(status: int, detail: str, faults: Mapping[str, str] | None = None) -> HttpResponse:
    """Return a refusal in the one shape that all have (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "faults": [{"parameter": name, "words": words} for name, words in (faults or {}).items()],
    }
    return JsonResponse(body, status=status, content_type=PROBLEM)


@interface.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, error.message)


@interface.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("There is nothing at this address."))


@interface.exception_handler(ValidationError)
def _does_not_fit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say of each parameter what is wrong with it, and never what was sent."""
    sent = {*request.GET, *getattr(request.resolver_match, "kwargs", ())}
    faults: dict[str, str] = {}
    for fault in error.errors:
        # Where a parameter may be left out, pydantic also complains that it was not.
        if fault["type"] != "none_required":
            name = next((part for part in fault["loc"] if part in sent), "")
            faults.setdefault(name, fault_words(fault))
    return problem(422, _("Part of the address does not fit."), faults)


@interface.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    # The formatter writes the exception as its kind and its place, and nothing of what was asked.
    logger.error("the API failed", exc_info=error)
    return problem(500, _("Something is broken here. It was noted; please try again later."))


def readable_by_anybody(view: View) -> View:
    """Let programs read what a view answers, from pages of other sites too: GET, HEAD and OPTIONS, nothing else.

    No cookie counts here and none is set, so nothing that is private could be read along (`leverage.middleware`).
    """
    answer = conditional_page(public_page(view))

    @csrf_exempt  # Nothing can be sent here; without this a refused method would be told of a missing token.
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _methods()
        if request.method not in METHODS:
            refused = problem(405, _("This can only be read: with GET, HEAD or OPTIONS."))
            refused["Allow"] = ", ".join(METHODS)
            return refused
        response = _as_get(answer, request, *args, **kwargs)
        response["Link"] = f'<{LICENCE}>; rel="license", <{ROOT}openapi.json>; rel="service-desc"'
        return response

    return wrapped


def _methods() -> HttpResponse:
    response = HttpResponse(status=204)
    del response["Content-Type"]
    response["Allow"] = ", ".join(METHODS)
    response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def _as_get(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer HEAD as GET, with the same headers; the server leaves out the body."""
    asked = request.method
    request.method = "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = asked


def patterns() -> list[URLPattern]:
    """Return the paths of every operation."""
    found = [one for one in interface.urls[0] if isinstance(one, URLPattern)]
    return [
        URLPattern(one.pattern, readable_by_anybody(one.callback), one.default_args, one.name)
        for one in found
        if one.name != "api-root"  # The readable page stands there.
    ]
