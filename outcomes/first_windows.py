"""How a new site begins: its first window, from nothing but the public catalogue."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q

from asks.models import FocusEntry, Lab
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES
from outcomes.windows import catalogue_asks, half_year, open_window, plan_window, tables_for


def wants_demonstration(*, local: bool) -> bool:
    """Return whether demonstration numbers belong here: a local site that never had a window."""
    return local and not Window.objects.exists()


def open_first_window(today: dt.date) -> Window | None:
    """Plan and open the half-year that holds `today`; None when a real window exists already.

    Labs with the most published positions get a table of their own: an editorial choice from public facts, as the first
    window has no published numbers to go by (privacy.md 3).
    """
    if Window.objects.filter(demonstration=False).exists():
        return None
    known = Count("positions", filter=Q(positions__shown=True))
    labs = Lab.objects.annotate(known=known).order_by("-known", "slug")[:MAX_TABLES]
    name, opens_on, closes_on = half_year(today)
    plan_window(name, opens_on, closes_on, tables=tables_for(list(labs)), asks=catalogue_asks())
    return open_window(name)


def favourites() -> list[str]:
    """Return the asks that simulated people mostly choose: those in focus overall or at some lab."""
    slugs = FocusEntry.objects.order_by("ask__slug").values_list("ask__slug", flat=True)
    return list(dict.fromkeys(slugs))[:9]
