"""Releases with numbers of the test's own: what a page shows can then be told exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from outcomes.kinds import Kind, Query, ResponseClass, Tier, WindowState
from outcomes.models import Release, Tally, Window
from tests.outcomes import factories

PUBLISHED_ON = dt.date(2025, 7, 2)
Counts = tuple[int, int, int]  # Yes, open, no.


def window_named(name: str, year: int, *, demonstration: bool = False) -> Window:
    """Return a released window of the first half of a year."""
    window = factories.planned_window(
        name, dt.date(year, 1, 1), dt.date(year, 6, 30), demonstration=demonstration
    )
    window.state = WindowState.RELEASED
    window.key_set, window.key_set_hash = {}, "0" * 64
    window.save()
    return window


def publish(
    window: Window,
    counts: Mapping[str, Mapping[str, Counts]] | None = None,
    entries: Mapping[str, int] | None = None,
) -> Release:
    """Publish given counts by table and ask; every other cell is zero."""
    release = Release.objects.create(
        window=window,
        published_on=PUBLISHED_ON,
        parameters=window.parameters["release"],
        code_version="0.1.0",
    )
    cells = []
    for table in (entry["slug"] for entry in window.tables):
        place = {
            "release": release,
            "table": table,
            "kind": Kind.CONVERSATION,
            "tier": Tier.DRAWN,
        }
        total = (entries or {}).get(table, 0)
        cells.append(Tally(**place, query=Query.ENTRIES, count=total))
        for ask in (entry["slug"] for entry in window.asks):
            found = (counts or {}).get(table, {}).get(ask, (0, 0, 0))
            cells += [
                Tally(**place, query=Query.RESPONSES, ask=ask, response=response, count=count)
                for response, count in zip(ResponseClass, found, strict=True)
            ]
    Tally.objects.bulk_create(cells)
    return release
