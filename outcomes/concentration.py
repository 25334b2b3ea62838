"""How far the asks of a release concentrate: the share of them that was in focus, and how many asks they amount to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from django.db.models import Case, OuterRef, Subquery, Sum, When

from asks.models import FocusRun
from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Release, Tally, Window
from outcomes.statistics.concentration import (
    AskTotals,
    Concentration,
    NumberRange,
    ShareRange,
    concentration,
)
from outcomes.statistics.parameters import CLASSES, ReleaseParameters
from outcomes.windows import slots

__all__ = ["Concentration", "NumberRange", "ShareRange", "concentration_of", "focus_run_of"]

Totals: TypeAlias = Mapping[tuple[str, str], int]
"""How often an ask was raised, by table and ask: every published class and tier added, negative ones too."""
Lists: TypeAlias = Mapping[str, Any]
"""What a run of the focus list chose, overall and at each lab."""


def concentration_of(
    release: Release, table: str | None = None, *, totals: Totals | None = None
) -> Concentration:
    """Return how far the asks of a release, or of one of its tables, concentrate.

    Both ranges hold the true value 19 times in 20; each is None where the counts are too small to say anything.
    Each table is held against the list of its lab; a table whose lab had none, and that of all other labs, against
    the overall list. Two queries; one where the caller has read the cells already and gives their `totals`, of all
    tables. Raises KeyError for a table that the release does not have.
    """
    names = [entry["slug"] for entry in release.window.tables]
    if table is not None and table not in names:
        raise KeyError(table)
    lists = _lists_of(release)
    counts = _totals(release) if totals is None else totals
    chosen = names if table is None else [table]
    return concentration(
        [_of_table(release, name, counts, lists) for name in chosen],
        scale=ReleaseParameters.from_json(release.parameters).scale(
            Kind.CONVERSATION, Query.RESPONSES
        ),
    )


def focus_run_of(window: Window) -> FocusRun | None:
    """Return the run whose list stood when a window closed; None where there was no list yet.

    A demonstration is held against the newest list: its people were made up from that one.
    """
    runs = FocusRun.objects.order_by("-number")
    if not window.demonstration:
        runs = runs.filter(made_on__lte=window.closes_on)
    return runs.only("number", "window", "lists").first()


def lists_inside() -> Case:
    """Return the lists of `focus_run_of` inside of a query for releases, as `concentration_of` reads them."""
    runs = FocusRun.objects.order_by("-number")
    then = runs.filter(made_on__lte=OuterRef("window__closes_on"))
    return Case(
        When(window__demonstration=True, then=Subquery(runs.values("lists")[:1])),
        default=Subquery(then.values("lists")[:1]),
    )


def _lists_of(release: Release) -> Lists | None:
    """Return the lists that were read along with a release as `focus_lists`, or read them."""
    if hasattr(release, "focus_lists"):
        lists: Lists | None = release.focus_lists
        return lists
    run = focus_run_of(release.window)
    return run.lists if run else None


def _totals(release: Release) -> Totals:
    cells = Tally.objects.of(release).filter(kind=Kind.CONVERSATION, query=Query.RESPONSES)
    rows = cells.order_by().values_list("table", "ask").annotate(total=Sum("count"))
    return {(table, ask): total for table, ask, total in rows}


def _of_table(release: Release, table: str, totals: Totals, lists: Lists | None) -> AskTotals:
    window = release.window
    tiers = [tier for tier in Tier if (table, Kind.CONVERSATION) in slots(window, tier)]
    return AskTotals(
        totals={ask["slug"]: totals.get((table, ask["slug"]), 0) for ask in window.asks},
        in_focus=_list_of(lists, table),
        cells=len(CLASSES) * len(tiers),
    )


def _list_of(lists: Lists | None, table: str) -> frozenset[str] | None:
    if lists is None:
        return None
    rows = lists["labs"].get(table) or lists["overall"]
    return frozenset(row["ask"] for row in rows)
