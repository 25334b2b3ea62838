"""One page about one lab in one release, made of published facts only, for somebody inside the lab to pass on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from asks.evidence import PositionCounts, position_counts
from asks.kinds import PositionStatus
from asks.models import FocusEntry, Lab, Position
from outcomes.kinds import Kind
from outcomes.models import Release
from outcomes.statistics.intervals import Interval
from outcomes.tally_cells import read_cells
from outcomes.tally_pages import Block, Shaping, table_name, tiers_of_lab
from outcomes.windows import OTHER

BRIEF_ROWS = 8
"""Asks in the table, so that the whole fits one sheet of paper."""
DECIDED_ROWS = 3


@dataclass(frozen=True, slots=True)
class BriefAsk:
    """One ask in focus at the lab, and what is publicly known of it."""

    slug: str
    title: str
    status: PositionStatus | None
    evidence: int
    """Dated pieces of evidence behind the position, earlier ones too."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalogue says of a real lab."""

    focus: tuple[BriefAsk, ...]
    counts: PositionCounts
    evidence: int


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything on the page."""

    release: Release
    slug: str
    name: str
    leading: Block
    """The verified table where there is one."""
    unchecked: Interval | None
    """How many more conversations the drawn table holds beside a verified one."""
    further: int
    """Asks with a number that the page has no room for."""
    standing: Standing | None
    """None for an invented lab."""


def lab_brief(name: str, slug: str) -> Brief:
    """Return the brief about a lab in a release, in three queries.

    Raises Release.DoesNotExist, or KeyError for a lab without a table of its own there.
    """
    release = Release.objects.newest_first().defer("window__key_set").get(pk=name)
    if slug == OTHER:
        raise KeyError(slug)
    title = table_name(release, slug)
    cells = read_cells([release], Q(table=slug, kind=Kind.CONVERSATION))
    names = {ask["slug"]: ask["short_name"] for ask in release.window.asks}
    shaping = Shaping(cells, (release.pk,), names, ())
    leading, *others = [
        block for tier in tiers_of_lab(release, slug) if (block := shaping.block(tier))
    ]
    return Brief(
        release,
        slug,
        title,
        _cut(leading),
        others[0].entries if others else None,
        max(0, len(leading.table.rows) - BRIEF_ROWS),
        # Beside invented numbers nothing of a real lab may stand.
        None if release.window.demonstration else _standing(slug),
    )


def _cut(block: Block) -> Block:
    return replace(
        block,
        table=replace(block.table, rows=block.table.rows[:BRIEF_ROWS]),
        decided=replace(block.decided, rows=block.decided.rows[:DECIDED_ROWS]),
    )


def _standing(slug: str) -> Standing | None:
    published = Position.objects.published()
    here = published.filter(lab=OuterRef("lab"), ask=OuterRef("ask"))
    # The newest evidence is the position itself; its history holds what came before.
    known = here.values(part=JSONObject(status="status", earlier=_EARLIER))
    focus = FocusEntry.objects.filter(lab=OuterRef("pk")).order_by("ask__text__title")
    row = (
        Lab.objects.filter(slug=slug)
        .annotate(
            focus_list=ArraySubquery(
                focus.values(
                    part=JSONObject(
                        slug="ask__slug", title="ask__text__title", known=Subquery(known)
                    )
                )
            ),
            known_list=ArraySubquery(
                published.filter(lab=OuterRef("pk")).values(
                    part=JSONObject(status="status", earlier=_EARLIER)
                )
            ),
        )
        .values("focus_list", "known_list")
        .first()
    )
    if row is None:
        return None
    known_list = row["known_list"]
    return Standing(
        tuple(_focus_ask(found) for found in row["focus_list"]),
        position_counts(found["status"] for found in known_list),
        sum(1 + found["earlier"] for found in known_list),
    )


_EARLIER = Count("history")


def _focus_ask(found: dict[str, Any]) -> BriefAsk:
    known = found["known"]
    return BriefAsk(
        found["slug"],
        found["title"],
        PositionStatus(known["status"]) if known else None,
        1 + known["earlier"] if known else 0,
    )
