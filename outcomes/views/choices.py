"""The labs and asks that a form offers: asks in focus first, then by topic."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import HttpRequest

from asks.ask_select import IN_FOCUS_HERE, IN_FOCUS_NOW
from asks.models import Ask, FocusEntry
from outcomes.forms_slots import AtALabForm
from outcomes.models import Window
from outcomes.windows import OTHER

AtALab = TypeVar("AtALab", bound=AtALabForm)


def form_at_a_lab(form: type[AtALab], window: Window, request: HttpRequest) -> AtALab:
    """Return a form over a window's labs and asks: with what was posted, else with the lab that a link names."""
    posted = request.method == "POST"
    wanted = request.POST.get("table", "") if posted else request.GET.get("lab", "")
    known = {table["slug"] for table in window.tables}
    table = wanted if wanted in known else ""
    return form(
        request.POST if posted else None,
        initial={"table": table},
        tables=window.tables,
        asks=ask_choices(window, table),
    )


def ask_choices(window: Window, table: str) -> list[tuple[Any, Any]]:
    """Return grouped options over the window's own asks.

    With a lab's table, the first group holds the asks in focus at that lab; else those in focus overall.
    """
    names = {ask["slug"]: ask["short_name"] for ask in window.asks}
    focus = _in_focus(table)
    groups: dict[str, list[tuple[str, str]]] = {}
    if focus:
        label = str(IN_FOCUS_NOW if table in {"", OTHER} else IN_FOCUS_HERE)
        groups[label] = [(slug, names[slug]) for slug in focus if slug in names]
    rows = Ask.objects.order_by("category__position", "text__short_name")
    for slug, topic in rows.values_list("slug", "category__title"):
        if slug in names and slug not in focus:
            groups.setdefault(topic, []).append((slug, names[slug]))
    return list(groups.items())


def _in_focus(table: str) -> list[str]:
    entries = FocusEntry.objects.order_by("ask__text__short_name")
    slugs = list(entries.filter(lab__slug=table).values_list("ask__slug", flat=True))
    return slugs or list(entries.overall().values_list("ask__slug", flat=True))
