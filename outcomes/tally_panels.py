"""What the pages of asks and labs show of published numbers: real releases only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from outcomes.decided_tallies import DECISIONS
from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Release
from outcomes.statistics.intervals import Interval
from outcomes.statistics.parameters import ANSWERS
from outcomes.statistics.shares import Share, share_of
from outcomes.tallies import Cell, Row, cell, columns_of, tally_table
from outcomes.tally_cells import Answers, Cells, Count, read_cells, total
from outcomes.tally_pages import SERIES
from outcomes.tally_trends import Trend, trend_of
from outcomes.windows import slots

PANEL_ROWS = 5


@dataclass(frozen=True, slots=True)
class Sums:
    """One ask's sums in one or several releases, over all labs."""

    total: Interval
    cells: tuple[Cell, ...]
    share: Share | None
    shown: bool


@dataclass(frozen=True, slots=True)
class AskPanel:
    """One ask over all labs. `sums` is None when the release did not count it."""

    release: Release
    entries: Interval
    sums: Sums | None
    decided: tuple[Cell, ...]
    kept: Sums | None
    since: str
    """The first of the releases that `together` adds up."""
    together: Sums | None
    trend: Trend | None
    adds_tiers: bool
    """Verified and drawn tables went into the sums; a page that shows them says so."""


@dataclass(frozen=True, slots=True)
class LabPanel:
    """One lab in the latest release; nothing but the release when it has no table of its own."""

    release: Release
    slug: str
    named: bool
    verified: Interval | None = None
    drawn: Interval | None = None
    rows: tuple[Row, ...] = ()
    """Asks of the table that leads, by name."""
    further: int = 0


def ask_panel(slug: str) -> AskPanel | None:
    """Return what people heard back about one ask, in two queries; None before the first real release."""
    releases = _real_releases()
    if not releases:
        return None
    latest = releases[0]
    cells = read_cells(releases, Q(ask=slug) | Q(query=Query.ENTRIES))
    names = [release.pk for release in releases]
    counted = [name for name in names if _responses(cells, slug, [name])]
    several = len(counted) > 1
    return AskPanel(
        release=latest,
        entries=cells.entries(Kind.CONVERSATION, releases=names[:1]).interval.clipped(),
        sums=_sums(cells, slug, [latest], Kind.CONVERSATION),
        decided=_decided(cells, slug, latest),
        kept=_sums(cells, slug, [latest], Kind.DELIVERY),
        since=counted[-1] if several else "",
        together=_sums(cells, slug, releases, Kind.CONVERSATION) if several else None,
        trend=trend_of(cells, counted[::-1], [slug]) if several else None,
        adds_tiers=bool(slots(latest.window, Tier.VERIFIED)),
    )


def lab_panel(slug: str) -> LabPanel | None:
    """Return what people heard back from one lab, in two queries; None before the first real release."""
    releases = _real_releases()[:1]
    if not releases:
        return None
    [latest] = releases
    if all(entry["slug"] != slug for entry in latest.window.tables):
        return LabPanel(latest, slug, named=False)
    cells = read_cells(releases, Q(table=slug, kind=Kind.CONVERSATION))
    verified, drawn = (_entries(cells, tier) for tier in (Tier.VERIFIED, Tier.DRAWN))
    leads = Tier.VERIFIED if verified else Tier.DRAWN
    counts = cells.answers(Kind.CONVERSATION, Query.RESPONSES, tier=leads)
    names = {ask["slug"]: ask["short_name"] for ask in latest.window.asks}
    rows = tally_table(counts, ANSWERS[Kind.CONVERSATION], names).rows if counts else ()
    return LabPanel(
        latest,
        slug,
        named=True,
        verified=verified,
        drawn=drawn,
        rows=rows[:PANEL_ROWS],
        further=max(0, len(rows) - PANEL_ROWS),
    )


def _real_releases() -> list[Release]:
    """A real lab or ask never stands beside invented numbers, so demonstrations are passed over."""
    releases = Release.objects.newest_first().filter(window__demonstration=False)
    return list(releases.defer("window__key_set")[:SERIES])


def _entries(cells: Cells, tier: Tier) -> Interval | None:
    found = cells.entries(Kind.CONVERSATION, tier=tier)
    return found.interval.clipped() if found.parts else None


def _responses(cells: Cells, slug: str, names: Sequence[str]) -> dict[str, Count]:
    answers: Answers = cells.answers(Kind.CONVERSATION, Query.RESPONSES, releases=names)
    return dict(answers.get(slug, {}))


def _sums(cells: Cells, slug: str, releases: Sequence[Release], kind: Kind) -> Sums | None:
    """Add up one ask. The more cells are summed, the more it takes to tell the sum from noise alone."""
    names = [release.pk for release in releases]
    found = cells.answers(kind, Query.RESPONSES, releases=names).get(slug)
    if not found:
        return None
    columns = columns_of(ANSWERS[kind])
    parts = [found[column.code] for column in columns]
    whole = total(parts)
    return Sums(
        whole.interval.clipped(),
        tuple(cell(column, part) for column, part in zip(columns, parts, strict=True)),
        share_of(parts[0].interval, total(parts[1:]).interval),
        whole.is_shown(len(releases[0].window.asks)),
    )


def _decided(cells: Cells, slug: str, latest: Release) -> tuple[Cell, ...]:
    """Return both counts of deciding offers; none where neither can be shown."""
    found = cells.answers(Kind.CONVERSATION, Query.DECIDED, releases=[latest.pk]).get(slug, {})
    several = len(DECISIONS) * len(latest.window.asks)
    if not any(count.is_shown(several) for count in found.values()):
        return ()
    return tuple(
        cell(
            column,
            found[column.code],
            thin=0
            if found[column.code].is_shown(several)
            else found[column.code].threshold(several),
        )
        for column in columns_of(DECISIONS)
    )
