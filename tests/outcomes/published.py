"""Releases with numbers of the test's own: what a page shows can then be told exactly."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from outcomes.kinds import Decision, Kind, Query, Tier, WindowState
from outcomes.models import Release, Tally, Window
from outcomes.statistics.parameters import ANSWERS, ReleaseParameters
from outcomes.windows import other_table, slots
from tests.outcomes import factories, verifying

PUBLISHED_ON = dt.date(2025, 7, 2)
Counts = tuple[int, int, int]  # Yes, open, no; or kept, partly, broken.
ByAsk = Mapping[str, Mapping[str, Counts]]
Decided = Mapping[str, Mapping[str, tuple[int, int]]]  # Turned down over it, joined for it.

SCALE = ReleaseParameters().scale(Kind.CONVERSATION, Query.RESPONSES)
ENTRIES_SCALE = ReleaseParameters().scale(Kind.CONVERSATION, Query.ENTRIES)
DECIDED_SCALE = ReleaseParameters().scale(Kind.CONVERSATION, Query.DECIDED)


def words_of(response: Any) -> str:
    """Return what a page says, without its markup."""
    # A mark of the language stands inside of a sentence; what other tags part is told apart.
    page = re.sub(r'<span lang="en">([^<]*)</span>', r"\1", response.content.decode())
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return " ".join(text.split())


def window_named(
    name: str,
    year: int,
    *,
    demonstration: bool = False,
    verified: bool = False,
    kinds: Sequence[Kind] = (Kind.CONVERSATION,),
) -> Window:
    """Return a released window of the first half of a year; verified: one of a lab whose mail is taken."""
    first, last = dt.date(year, 1, 1), dt.date(year, 6, 30)
    window = factories.planned_window(name, first, last, demonstration=demonstration)
    if verified:
        window.parameters["tables"] = [
            {"slug": verifying.LAB, "name": "A lab with mail"},
            {"slug": factories.NORTH, "name": "North Lab"},
            other_table(),
        ]
        window.parameters["tiers"] = [Tier.DRAWN.value, Tier.VERIFIED.value]
        window.parameters["verified_tables"] = [verifying.LAB]
    window.parameters["kinds"] = [kind.value for kind in kinds]
    window.state = WindowState.RELEASED
    window.key_set, window.key_set_hash = {}, "0" * 64
    window.save()
    return window


def publish(
    window: Window,
    counts: ByAsk | None = None,
    entries: Mapping[str, int] | None = None,
    *,
    decided: Decided | None = None,
    verified: ByAsk | None = None,
    verified_entries: Mapping[str, int] | None = None,
    kept: ByAsk | None = None,
    reports: Mapping[str, int] | None = None,
) -> Release:
    """Publish given counts by table and ask; every other cell of the window's tables is zero."""
    release = Release.objects.create(
        window=window,
        published_on=PUBLISHED_ON,
        parameters=window.parameters["release"],
        code_version="0.1.0",
    )
    given = {
        (Kind.CONVERSATION, Tier.DRAWN): (counts, entries, decided),
        (Kind.CONVERSATION, Tier.VERIFIED): (verified, verified_entries, None),
        (Kind.DELIVERY, Tier.DRAWN): (kept, reports, None),
    }
    cells: list[Tally] = []
    for tier in Tier:
        for table, kind in slots(window, tier):
            answers, numbers, decisions = given[kind, tier]
            place = {"release": release, "table": table, "kind": kind, "tier": tier}
            cells.append(Tally(**place, query=Query.ENTRIES, count=(numbers or {}).get(table, 0)))
            for query, ask, response, count in _cells(
                window, kind, (answers or {}).get(table, {}), (decisions or {}).get(table, {})
            ):
                cells.append(Tally(**place, query=query, ask=ask, response=response, count=count))
    Tally.objects.bulk_create(cells)
    return release


def _cells(
    window: Window,
    kind: Kind,
    answers: Mapping[str, Counts],
    decided: Mapping[str, tuple[int, int]],
) -> Iterator[tuple[Query, str, str, int]]:
    for ask in (entry["slug"] for entry in window.asks):
        for response, count in zip(ANSWERS[kind], answers.get(ask, (0, 0, 0)), strict=True):
            yield Query.RESPONSES, ask, str(response), count
        if kind is Kind.CONVERSATION:
            for decision, count in zip(Decision, decided.get(ask, (0, 0)), strict=True):
                yield Query.DECIDED, ask, str(decision), count
