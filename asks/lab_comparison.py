"""Two or three labs side by side: the same rows for each, no sums and no order of merit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models.functions import Lower

from asks.evidence import EVIDENCE_FIELDS, Evidence, evidence_of
from asks.kinds import PositionStatus
from asks.models import Ask, Position
from asks.querysets import PositionQuerySet

LEAST_LABS, MOST_LABS = 2, 3
ASKS_ON_A_PAGE = 40  # With three labs these stay under 100 kB.

_Positions = Mapping[tuple[int, str], Mapping[str, Any]]


@dataclass(frozen=True)
class LabCell:
    """What one lab does about one ask; without a status nothing was found."""

    lab: str
    status: PositionStatus | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True)
class AskAcrossLabs:
    """One row: an ask, and a cell for each lab in the order of the columns."""

    slug: str
    title: str
    cells: tuple[LabCell, ...]


@dataclass(frozen=True)
class TopicAcrossLabs:
    """The rows of one category."""

    title: str
    asks: tuple[AskAcrossLabs, ...]


@dataclass(frozen=True)
class LabComparison:
    """Labs, as pairs of slug and name, side by side, a page of asks at a time."""

    labs: tuple[tuple[str, str], ...]
    page: Page[Any]
    topics: tuple[TopicAcrossLabs, ...]

    @property
    def names(self) -> str:
        """The labs in one line."""
        return ", ".join(name for _slug, name in self.labs)


def compare_labs(labs: Sequence[tuple[str, str]], today: dt.date, page: str = "") -> LabComparison:
    """Return every ask on which one of the labs, given as pairs of slug and name, has a position.

    It takes three queries. A page that does not exist becomes the nearest that does.
    """
    held = Position.objects.published().filter(lab__slug__in=[slug for slug, _name in labs])
    asks = Ask.objects.current().filter(pk__in=held.values("ask"))
    listed = asks.order_by("category__position", Lower("text__title"), "pk").values(
        "pk", "slug", "text__title", "category__title"
    )
    shown = Paginator(listed, ASKS_ON_A_PAGE).get_page(page)
    wanted = list(shown)
    positions = _by_place(held.filter(ask__in=[ask["pk"] for ask in wanted]))
    grouped = groupby(wanted, key=lambda ask: str(ask["category__title"]))
    topics = tuple(
        TopicAcrossLabs(title, tuple(_row(ask, labs, positions, today) for ask in group))
        for title, group in grouped
    )
    return LabComparison(tuple(labs), shown, topics)


def _by_place(held: PositionQuerySet) -> _Positions:
    rows = held.values(*EVIDENCE_FIELDS, "ask", "lab__slug")
    return {(row["ask"], row["lab__slug"]): row for row in rows}


def _row(
    ask: Mapping[str, Any],
    labs: Sequence[tuple[str, str]],
    positions: _Positions,
    today: dt.date,
) -> AskAcrossLabs:
    cells = tuple(_cell(name, positions.get((ask["pk"], slug)), today) for slug, name in labs)
    return AskAcrossLabs(ask["slug"], ask["text__title"], cells)


def _cell(lab: str, position: Mapping[str, Any] | None, today: dt.date) -> LabCell:
    if position is None:
        return LabCell(lab)
    return LabCell(lab, PositionStatus(position["status"]), evidence_of(position, today))
