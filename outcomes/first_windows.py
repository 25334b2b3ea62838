"""How a new site begins: its first window, from nothing but the public catalogue."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, Q

from asks.models import FocusEntry, Lab
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES
from outcomes.windows import catalogue_asks, half_year, open_window, plan_window, tables_for


def wants_demonstration(*, local: bool) -> bool:
    """Return whether demonstration numbers belong here: a local site that never had a window."""
    return local and not Window.objects.exists()


def open_first_window(today: dt.date) -> Window | None:
    """Plan and open the half-year that holds `today`; None when a real window exists already.

    It is about conversations only: no answer can have been kept or broken yet.
    """
    if Window.objects.of_people().exists():
        return None
    name, opens_on, closes_on = half_year(today)
    tables = tables_for(labs_with_most_positions())
    plan_window(name, opens_on, closes_on, tables=tables, asks=catalogue_asks())
    return open_window(name)


def labs_with_most_positions() -> list[Lab]:
    """Return the labs that get a table of their own in the first window: those with the most published positions.

    An editorial choice from public facts, as there are no published numbers to go by (privacy.md 3).
    """
    known = Count("positions", filter=Q(positions__shown=True))
    return list(Lab.objects.annotate(known=known).order_by("-known", "slug")[:MAX_TABLES])


def favourites() -> list[str]:
    """Return the asks that simulated people mostly choose: those in focus overall, then those at some lab."""
    in_order = FocusEntry.objects.order_by(F("lab").asc(nulls_first=True), "rank", "ask__slug")
    slugs = in_order.values_list("ask__slug", flat=True)
    return list(dict.fromkeys(slugs))[:9]
