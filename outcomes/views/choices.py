"""The labs and asks that a form offers: asks in focus first, then by topic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
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
    focus = _in_focus(_rows(window, "focus_rows"), table)
    groups: dict[str, list[tuple[str, str]]] = {}
    if focus:
        label = str(IN_FOCUS_NOW if table in {"", OTHER} else IN_FOCUS_HERE)
        groups[label] = [(slug, names[slug]) for slug in focus if slug in names]
    for row in _rows(window, "ask_rows"):
        if row["slug"] in names and row["slug"] not in focus:
            groups.setdefault(row["topic"], []).append((row["slug"], names[row["slug"]]))
    return list(groups.items())


def window_with_asks(today: dt.date) -> Window | None:
    """Return the window in which people log on a day with all that `ask_choices` needs, in one query."""
    inside = {name: ArraySubquery(rows()) for name, rows in _ROWS.items()}
    windows = Window.objects.of_people().open_on(today).annotate(**inside)
    return windows.order_by("-opens_on").first()


def _asks() -> QuerySet[Ask, Any]:
    """Every ask with its topic, by topic and name."""
    asks = Ask.objects.order_by("category__position", "text__short_name")
    return asks.values_list(JSONObject(slug="slug", topic="category__title"), flat=True)


def _entries() -> QuerySet[FocusEntry, Any]:
    """Every entry of the focus list with its lab, by name of the ask."""
    entries = FocusEntry.objects.order_by("ask__text__short_name")
    return entries.values_list(JSONObject(slug="ask__slug", lab="lab__slug"), flat=True)


_ROWS = {"ask_rows": _asks, "focus_rows": _entries}


def _rows(window: Window, name: str) -> Sequence[Mapping[str, Any]]:
    """Return rows that `window_with_asks` brought along, or ask for them."""
    known: Sequence[Mapping[str, Any]] | None = getattr(window, name, None)
    return list(_ROWS[name]()) if known is None else known


def _in_focus(entries: Sequence[Mapping[str, Any]], table: str) -> list[str]:
    at_lab = [entry["slug"] for entry in entries if table and entry["lab"] == table]
    return at_lab or [entry["slug"] for entry in entries if entry["lab"] is None]
