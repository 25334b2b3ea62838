"""The list of asks: search, filter, order, put side by side."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from asks.browse import PAGE_SIZE, AskPage, browse
from asks.candidates import every_candidate, is_plain
from asks.facets import Facets
from asks.forms import AskFilterForm, FilterChoices
from asks.kinds import Order
from asks.models import Ask, Category, Lab
from asks.side_by_side import NotComparable, compare_asks
from asks.similar import names_of_asks
from leverage.http import NOTHING, NUMBER, SLUG, WORD, kept_page, public_page, read_once

_DIGITS = 6  # No list is longer; a longer number would be a joke.


@require_safe
# A search is never kept, only the list as it is and what the lists of the filters offer.
@kept_page(
    q=NOTHING,
    topic=SLUG,
    lab=SLUG,
    position=WORD,
    effort=WORD,
    focus=NUMBER,
    order=WORD,
    page=NUMBER,
)
def ask_list(request: HttpRequest) -> HttpResponse:
    """Search, filter and order the asks; what is on stands in the address."""
    choices = read_once(request, _choices)
    form = AskFilterForm(request.GET, choices, auto_id="%s-w")
    if not form.is_valid():
        total = Ask.objects.current().count()
        context = {**_controls(form, {}), "total": total, "filters_on": []}
        # The same form again for narrow screens, with ids of its own (face.md 6).
        context["narrow_form"] = AskFilterForm(request.GET, choices, auto_id="%s-n")
        return render(request, "asks/ask_list.html", context, status=400)
    labs = [slug for slug, _name in choices.labs]
    chosen, number = form.chosen(), _page_number(request.GET.get("page", ""))
    every = read_once(request, every_candidate) if is_plain(chosen) else None
    found = browse(
        chosen,
        number,
        labs=labs,
        every=every,
        names=lambda: read_once(request, names_of_asks),
    )
    context = {**_controls(form, found.facets), **_results(form, found)}
    return render(request, "asks/ask_list.html", context)


@require_safe
@public_page
def ask_compare(request: HttpRequest) -> HttpResponse:
    """Put two or three asks side by side; `?ask=<slug>` names each."""
    try:
        asks = compare_asks(request.GET.getlist("ask"))
    except NotComparable as error:
        return render(request, "asks/ask_compare.html", {"refused": error}, status=400)
    return render(request, "asks/ask_compare.html", {"asks": asks, "refused": None})


def _controls(form: AskFilterForm, facets: Facets) -> dict[str, Any]:
    """Return what the template needs to write the filters, once for both of its forms."""
    return {
        "form": form,
        "words_typed": form.data.get("q", ""),
        "word_errors": form.errors.get("q", []),
        "selects": form.selects(facets),
        "efforts": form.efforts(facets),
        "effort_errors": form.errors.get("effort", []),
        "efforts_typed": form.data.getlist("effort"),
        "focus_typed": form.data.get("focus", ""),
        "focus_errors": form.errors.get("focus", []),
        "orders": [form.order_select()],
    }


def _choices() -> FilterChoices:
    """Read topics and labs in one query."""
    topics = Category.objects.order_by().values_list("slug", "title", "position", Value("topic"))
    labs = Lab.objects.order_by().values_list("slug", "short_name", Value(0), Value("lab"))
    rows = sorted(topics.union(labs, all=True), key=lambda row: (row[2], row[1].casefold()))
    return FilterChoices(
        topics=[(slug, name) for slug, name, _place, kind in rows if kind == "topic"],
        labs=[(slug, name) for slug, name, _place, kind in rows if kind == "lab"],
    )


def _page_number(typed: str) -> int:
    """Read the page; anything that is no number means the first, and too large a one the last."""
    if not typed.isascii() or not typed.isdigit():
        return 1
    return int(typed[:_DIGITS])


def _results(form: AskFilterForm, found: AskPage) -> dict[str, Any]:
    """Return what the template shows of a page of asks."""
    chosen = form.chosen()
    lab_name = form.names["lab"].get(chosen.lab, "")
    grouped = chosen.order is Order.FOCUS
    focus_heading = _("In focus now")
    if lab_name:
        focus_heading = _("In focus at %(lab)s") % {"lab": lab_name}
    first = [row for row in found.rows if row.in_focus] if grouped else []
    others = [row for row in found.rows if not (grouped and row.in_focus)]
    return {
        "found": found,
        "total": found.total,
        "filters_on": form.in_words(),
        "lab_name": lab_name,
        "in_focus": first,
        "others": others,
        "focus_heading": focus_heading,
        "focus_lab": chosen.lab,
        "page": Paginator(range(found.matching), PAGE_SIZE).page(found.number),
        "query": form.query(),
        "corrected": found.corrected.items(),
        "ways_out": [
            (str(form.fields[name].label), form.query(without=name), count)
            for name, count in found.without.items()
            if count
        ],
    }
