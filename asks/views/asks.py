"""The list of asks: search, filter, order."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from asks.browse import PAGE_SIZE, AskPage, browse
from asks.forms import AskFilterForm, FilterChoices
from asks.kinds import Order
from asks.models import Ask, Category, Lab
from leverage.http import public_page

_DIGITS = 6  # No list is longer; a longer number would be a joke.


@require_safe
@public_page
def ask_list(request: HttpRequest) -> HttpResponse:
    """Search, filter and order the asks; what is on stands in the address."""
    choices = _choices()
    form = AskFilterForm(request.GET, choices, auto_id="%s-w")
    context: dict[str, Any] = {
        "form": form,
        # The same form again for narrow screens, with ids of its own (face.md 6).
        "narrow_form": AskFilterForm(request.GET, choices, auto_id="%s-n"),
        "typed_efforts": request.GET.getlist("effort"),
        "order_options": form.order_options(),
        "order_typed": request.GET.get("order", ""),
    }
    if not form.is_valid():
        context |= {"total": Ask.objects.current().count(), "filters_on": []}
        return render(request, "asks/ask_list.html", context, status=400)
    found = browse(form.chosen(), _page_number(request.GET.get("page", "")))
    context |= _results(form, found)
    return render(request, "asks/ask_list.html", context)


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
        "page": Paginator(range(found.matching), PAGE_SIZE).page(found.number),
        "query": form.query(),
        "ways_out": [
            (str(form.fields[name].label), form.query(without=name), count)
            for name, count in found.without.items()
            if count
        ],
    }
