"""The latest release in one picture, for the home page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q, Sum

from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Release, Tally
from outcomes.statistics.intervals import Interval
from outcomes.statistics.parameters import ANSWERS, CLASSES, ReleaseParameters
from outcomes.tallies import TallyTable, tally_table
from outcomes.tally_cells import Count, read_cells
from outcomes.tally_pages import table_name

PICTURE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """One lab's table, cut to a few asks."""

    release: Release
    slug: str
    lab: str
    verified: bool
    entries: Interval
    table: TallyTable


def latest_picture() -> Picture | None:
    """Return the first table of the latest release that can show anything, or None, in three queries at most.

    First in the order of the release's own list, and verified before drawn: which lab is pictured must not depend
    on its numbers' size.
    """
    release = Release.objects.newest_first().defer("window__key_set").first()
    if release is None or not release.window.asks:
        return None
    places = _tables_with_a_number(release)
    ordered = [(entry["slug"], tier) for entry in release.window.tables for tier in _TIERS]
    found = next((place for place in ordered if place in places), None)
    return _picture(release, *found) if found else None


_TIERS = (Tier.VERIFIED, Tier.DRAWN)


def _tables_with_a_number(release: Release) -> set[tuple[str, Tier]]:
    """Return the tables in which the total of some ask reaches the threshold for showing it."""
    parameters = ReleaseParameters.from_json(release.parameters)
    scale = parameters.scale(Kind.CONVERSATION, Query.RESPONSES)
    threshold = Count(0, ((scale, len(CLASSES)),)).threshold(len(release.window.asks))
    totals = Tally.objects.of(release).filter(kind=Kind.CONVERSATION, query=Query.RESPONSES)
    rows = totals.order_by().values("table", "tier", "ask").annotate(total=Sum("count"))
    shown = rows.filter(total__gte=threshold).values_list("table", "tier").distinct()
    return {(table, Tier(tier)) for table, tier in shown}


def _picture(release: Release, slug: str, tier: Tier) -> Picture:
    cells = read_cells([release], Q(table=slug, tier=tier, kind=Kind.CONVERSATION))
    counts = cells.answers(Kind.CONVERSATION, Query.RESPONSES)
    names = {ask["slug"]: ask["short_name"] for ask in release.window.asks}
    table = tally_table(counts, ANSWERS[Kind.CONVERSATION], names)
    return Picture(
        release,
        slug,
        table_name(release, slug),
        tier is Tier.VERIFIED,
        cells.entries(Kind.CONVERSATION).interval.clipped(),
        replace(table, rows=table.rows[:PICTURE_ROWS]),
    )
