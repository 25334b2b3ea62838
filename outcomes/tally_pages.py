"""Everything that a page of a release shows, in one query beside the one for the releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, When

from asks.models import FocusEntry
from outcomes.concentration import Concentration, concentration_of, lists_inside
from outcomes.decided_tallies import decided_table
from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Release
from outcomes.statistics.intervals import Interval
from outcomes.statistics.parameters import ANSWERS
from outcomes.tallies import (
    PAGE_ROWS,
    TallyTable,
    axis_over,
    has_verified,
    on_axis,
    page_of,
    tally_table,
)
from outcomes.tally_cells import Cells, read_cells
from outcomes.tally_news import News, news_of
from outcomes.tally_trends import Trend, named, trend_of
from outcomes.words import table_words

SERIES = 12
"""Releases that are followed or added up at most: six years of half-years."""
LISTED = 40
"""Releases in the list at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asked to see; empty means all."""

    lab: str = ""
    tier: Tier | None = None
    together: bool = False
    """This release and those before it, added up."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """The tables of one tier, or of both added up (`tier` is None)."""

    tier: Tier | None
    entries: Interval
    table: TallyTable
    decided: TallyTable


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of what labs had said yes to."""

    entries: Interval
    table: TallyTable


@dataclass(frozen=True, slots=True)
class LabEntries:
    """How many conversations one table holds, by tier."""

    slug: str
    name: str
    verified: Interval | None
    drawn: Interval | None


@dataclass(frozen=True, slots=True)
class Shaping:
    """What tables are made of."""

    cells: Cells
    releases: tuple[str, ...]
    names: Mapping[str, str]
    focus: tuple[str, ...]

    def block(self, tier: Tier | None) -> Block | None:
        """Return the tables of one tier, or of both added up; None where nothing was counted."""
        kind, releases = Kind.CONVERSATION, self.releases
        counts = self.cells.answers(kind, Query.RESPONSES, tier=tier, releases=releases)
        if not counts:
            return None
        decided = self.cells.answers(kind, Query.DECIDED, tier=tier, releases=releases)
        return Block(
            tier,
            self.cells.entries(kind, tier=tier, releases=releases).interval.clipped(),
            tally_table(counts, ANSWERS[kind], self.names, focus=self.focus),
            decided_table(decided, self.names),
        )


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release, or several added up, for one table or for all."""

    blocks: tuple[Block, ...]
    delivery: Delivery | None
    trend: Trend | None
    followed: tuple[str, ...]
    labs: tuple[LabEntries, ...]
    news: News | None
    concentration: Concentration
    summed: tuple[str, ...]
    """Names of the releases whose numbers are added up, the oldest first; one when nothing is added."""
    paginator: Paginator[int]
    number: int

    @property
    def pager(self) -> Page[int]:
        """The page of rows that every table here shows."""
        return self.paginator.page(self.number)


def newest_releases(name: str = "") -> list[Release]:
    """Return the releases that are shown, the newest first, each with the asks in focus now, in one query.

    The one that is named, or else the newest, has along what `concentration_of` needs.
    """
    focus = ArraySubquery(FocusEntry.objects.overall().order_by("rank").values("ask__slug"))
    found = Release.objects.newest_first().defer("window__key_set").annotate(focus=focus)
    newest = Release.objects.newest_first().values("pk")[:1]
    chosen = Q(pk=name) if name else Q(pk__in=newest)
    found = found.annotate(focus_lists=Case(When(chosen, then=lists_inside())))
    releases = list(found[:LISTED])
    for release in releases:
        if release.pk != (name or releases[0].pk):
            del release.focus_lists  # type: ignore[attr-defined] # Not read: that is another thing than none.
    return releases


def series_up_to(chosen: Release, releases: Sequence[Release]) -> list[Release]:
    """Return a release and those before it that may stand beside it, the oldest first.

    What is invented is never added to what is real.
    """
    alike = [
        found
        for found in releases
        if found.window.demonstration == chosen.window.demonstration
        and found.window.closes_on <= chosen.window.closes_on
    ]
    return alike[:SERIES][::-1]


def release_page(
    chosen: Release, releases: Sequence[Release], wanted: Wanted, *, with_news: bool = False
) -> ReleasePage:
    """Shape a release for reading, in one query. Raises KeyError for a table that it does not have."""
    if wanted.lab:
        table_name(chosen, wanted.lab)
    series = series_up_to(chosen, releases)
    before = series[-2].pk if with_news and len(series) > 1 else ""
    whole = [found.pk for found in series] if wanted.together else [chosen.pk]
    focus: list[str] = getattr(chosen, "focus", [])  # `newest_releases` reads it along.
    cells = _read(chosen, series, wanted, [*whole, before], focus)
    shaping = Shaping(cells, tuple(whole), _names(series), tuple(focus))
    blocks = _blocks(shaping, wanted)
    delivery = None if wanted.tier is Tier.VERIFIED else _delivery(shaping)
    labs = () if wanted.lab else _labs(cells, chosen)
    pages = _pages(blocks, delivery, labs)
    number = min(max(1, wanted.page), pages)
    trend = trend_of(cells, [found.pk for found in series], focus, tier=wanted.tier)
    return ReleasePage(
        blocks=_on_one_axis(blocks, number),
        delivery=delivery and replace(delivery, table=page_of(delivery.table, number)),
        trend=trend,
        followed=named(trend, shaping.names),
        labs=labs[PAGE_ROWS * (number - 1) : PAGE_ROWS * number],
        news=news_of(cells, chosen.pk, before, shaping.names) if before else None,
        concentration=concentration_of(chosen, wanted.lab or None, totals=cells.totals),
        summed=shaping.releases,
        paginator=Paginator(range(pages), 1),
        number=number,
    )


def _read(
    chosen: Release,
    series: Sequence[Release],
    wanted: Wanted,
    whole: Sequence[str],
    focus: Sequence[str],
) -> Cells:
    """Read all cells of the releases in `whole`, and of the others what a trend is made of."""
    which = Q(release__in=whole) | Q(ask__in=focus) | Q(query=Query.ENTRIES)
    totals = Q(release=chosen)
    if wanted.lab:
        which &= Q(table=wanted.lab)
        totals &= Q(table=wanted.lab)
    if wanted.tier:
        which &= Q(tier=wanted.tier)
    return read_cells(series, which, totals_of=totals)


def table_name(release: Release, table: str) -> str:
    """Return how a table of a release is called; raises KeyError when it has none of this name."""
    return table_words({entry["slug"]: entry["name"] for entry in release.window.tables}[table])


def tiers_of_lab(release: Release, table: str) -> tuple[Tier, ...]:
    """Return the tiers that a lab has tables of in a release; verified leads where there is one."""
    if has_verified(release, table):
        return (Tier.VERIFIED, Tier.DRAWN)
    return (Tier.DRAWN,)


def _names(series: Sequence[Release]) -> dict[str, str]:
    """Return short names by ask, those of the latest release that counted it."""
    return {ask["slug"]: ask["short_name"] for found in series for ask in found.window.asks}


def _blocks(shaping: Shaping, wanted: Wanted) -> tuple[Block, ...]:
    """Return one block for each tier, verified first; over all labs both are added up, unless one is wanted."""
    tiers: tuple[Tier | None, ...] = (Tier.VERIFIED, Tier.DRAWN)
    if wanted.tier:
        tiers = (wanted.tier,)
    elif not wanted.lab and shaping.cells.has(Kind.CONVERSATION, Tier.VERIFIED):
        tiers = (None,)
    return tuple(block for tier in tiers if (block := shaping.block(tier)))


def _delivery(shaping: Shaping) -> Delivery | None:
    kind = Kind.DELIVERY
    counts = shaping.cells.answers(kind, Query.RESPONSES, releases=shaping.releases)
    if not counts:
        return None
    entries = shaping.cells.entries(kind, releases=shaping.releases).interval.clipped()
    return Delivery(entries, tally_table(counts, ANSWERS[kind], shaping.names))


def _labs(cells: Cells, chosen: Release) -> tuple[LabEntries, ...]:
    """Return every table of a release by name, with its numbers of conversations."""
    found = []
    for entry in chosen.window.tables:
        counts = {
            tier: cells.entries(
                Kind.CONVERSATION, tier=tier, releases={chosen.pk}, table=entry["slug"]
            )
            for tier in Tier
        }
        verified, drawn = (
            counts[tier].interval.clipped() if counts[tier].parts else None
            for tier in (Tier.VERIFIED, Tier.DRAWN)
        )
        found.append(LabEntries(entry["slug"], table_words(entry["name"]), verified, drawn))
    return tuple(found)


def _pages(blocks: Sequence[Block], delivery: Delivery | None, labs: Sequence[LabEntries]) -> int:
    """Return how many pages the longest list takes; every list turns its pages together."""
    tables = [table for block in blocks for table in (block.table, block.decided)]
    if delivery:
        tables.append(delivery.table)
    longest = max([len(labs), *(table.length for table in tables)])
    return max(1, -(-longest // PAGE_ROWS))


def _on_one_axis(blocks: Sequence[Block], number: int) -> tuple[Block, ...]:
    """Return one page of each block, with all bars of answers on one scale."""
    axis = axis_over(*(block.table for block in blocks))
    return tuple(
        replace(
            block,
            table=page_of(on_axis(block.table, axis), number),
            decided=page_of(block.decided, number),
        )
        for block in blocks
    )
