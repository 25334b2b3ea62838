"""Bare pages of the kinds that the site has: one query, a plain template, no feature, as many bytes.

What our page writes in filters, notes and links is here a text of the same length that costs nothing to make. It is
measured by the first answer of each process, which is never one that counts.
"""

from __future__ import annotations

import json
import os
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tests.bench.limit.published import Ask, Position, Tally, Window

# By kind of page: how many bytes and rows ours has, and which ask, lab or release it shows.
SHAPES: dict[str, dict[str, Any]] = json.loads(os.environ.get("BENCH_PAGES", "{}"))
_WORDS = "Plain words that no template works on. "
_fillers: dict[str, SafeString] = {}


def ask_list(request: HttpRequest) -> HttpResponse:
    """The asks of one page, in one query."""
    asks = Ask.objects.filter(retired=False).select_related("text", "category")
    rows = asks.order_by("slug")[: SHAPES["list"]["rows"]]
    return _page(request, "list", "list.html", {"rows": rows})


def search(request: HttpRequest) -> HttpResponse:
    """The asks that have a word, in one query."""
    asks = Ask.objects.filter(retired=False).select_related("text", "category")
    sought = SearchQuery(request.GET["q"], config="english")
    rows = asks.filter(search=sought).order_by("slug")[: SHAPES["search"]["rows"]]
    return _page(request, "search", "list.html", {"rows": rows, "q": request.GET["q"]})


def ask_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An ask with its positions, in one query."""
    rows = list(
        Position.objects.filter(ask__slug=slug, shown=True)
        .select_related("lab", "ask__text", "ask__category")
        .order_by("lab__slug")[: SHAPES["ask"]["rows"]]
    )
    return _page(request, "ask", "ask.html", {"ask": rows[0].ask, "rows": rows})


def lab_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A lab with its positions, in one query."""
    rows = list(
        Position.objects.filter(lab__slug=slug, shown=True)
        .select_related("lab", "ask__text")
        .order_by("ask__slug")[: SHAPES["lab"]["rows"]]
    )
    return _page(request, "lab", "lab.html", {"lab": rows[0].lab, "rows": rows})


def form(request: HttpRequest) -> HttpResponse:
    """A form with as many fields and choices, written by hand; what it offers comes in one query."""
    window = Window.objects.get(name=SHAPES["form"]["name"])
    shape = SHAPES["form"]
    context = {
        "tables": window.parameters["tables"],
        "asks": window.parameters["asks"],
        "selects": range(shape["selects"]),
        "fields": range(shape["fields"]),
    }
    return _page(request, "form", "form.html", context)


def tallies(request: HttpRequest) -> HttpResponse:
    """A table of as many cells, in one query."""
    shape = SHAPES["tallies"]
    cells = Tally.objects.filter(release_id=shape["name"]).exclude(ask="")
    rows = cells.order_by("table", "ask", "response")[: shape["rows"]]
    return _page(request, "tallies", "tallies.html", {"name": shape["name"], "rows": rows})


def _page(request: HttpRequest, kind: str, template: str, context: dict[str, Any]) -> HttpResponse:
    context["filler"] = _fillers.get(kind, "")
    page = render_to_string(template, context, request)
    if kind not in _fillers:
        _fillers[kind] = _filler(SHAPES[kind]["bytes"] - len(page.encode()))
    response = HttpResponse(page)
    response["Content-Length"] = str(len(response.content))
    return response


def _filler(size: int) -> SafeString:
    """Return words of so many bytes; none where the plain page is long enough by itself."""
    wanted = max(size, 0)
    return mark_safe((_WORDS * (wanted // len(_WORDS) + 1))[:wanted])  # noqa: S308 - words of ours
