"""Published cells, read in one query and added up as they stand: raw integers, negative ones too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from django.db.models import Case, CharField, F, Q, QuerySet, Sum, Value, When
from django.db.models import Count as CountOf

from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Release, Tally
from outcomes.statistics.intervals import Interval, half_width, show_threshold
from outcomes.statistics.parameters import ReleaseParameters

Parts = tuple[tuple[float, int], ...]
"""Noise scales, and how many numbers of each went into a sum."""


@dataclass(frozen=True, slots=True)
class Count:
    """A published number, or a sum of published numbers, with the noise that is in it."""

    value: int = 0
    parts: Parts = ()

    def __add__(self, other: Count) -> Count:
        return Count(self.value + other.value, _merged(self.parts, other.parts))

    @property
    def interval(self) -> Interval:
        """The range that holds the true number, below zero too."""
        width = _width(self.parts)
        return Interval(self.value - width, self.value, self.value + width)

    def threshold(self, cells: int) -> int:
        """Return from which sum on one of `cells` such sums is shown; one of noise alone seldom reaches it."""
        return _threshold(self.parts, max(1, cells))

    def is_shown(self, cells: int) -> bool:
        """Return whether this sum is more than noise would easily make of nothing."""
        return self.value >= self.threshold(cells)


Rows: TypeAlias = "QuerySet[Tally, tuple[Any, ...]]"

Answers = Mapping[str, Mapping[str, Count]]
"""Counts by ask and by what is counted of it."""


class Place(NamedTuple):
    """Where a sum belongs. Only numbers of entries know their table; all else is summed over those read."""

    release: str
    table: str
    kind: Kind
    tier: Tier
    query: Query
    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class Cells:
    """What one query read."""

    rows: Mapping[tuple[Kind, Query], Sequence[tuple[Place, Count]]]
    """By what was counted, since every table of a page asks for one kind and one query."""
    totals: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """How often an ask was raised, by table and ask, both tiers together; where it was asked for."""

    def answers(
        self,
        kind: Kind,
        query: Query,
        *,
        tier: Tier | None = None,
        releases: Collection[str] | None = None,
    ) -> Answers:
        """Add up by ask and answer; without a tier over both, without releases over all that were read."""
        found: dict[str, dict[str, Count]] = {}
        for place, count in self._of(kind, query, tier, releases):
            row = found.setdefault(place.ask, {})
            known = row.get(place.answer)
            row[place.answer] = known + count if known else count
        return found

    def entries(
        self,
        kind: Kind,
        *,
        tier: Tier | None = None,
        releases: Collection[str] | None = None,
        table: str | None = None,
    ) -> Count:
        """Add up the numbers of entries."""
        rows = self._of(kind, Query.ENTRIES, tier, releases)
        return total(count for place, count in rows if table in (None, place.table))

    def has(self, kind: Kind, tier: Tier | None = None) -> bool:
        """Return whether anything was read of this kind and tier."""
        return any(True for _ in self._of(kind, Query.ENTRIES, tier, None))

    def _of(
        self,
        kind: Kind,
        query: Query,
        tier: Tier | None,
        releases: Collection[str] | None,
    ) -> Iterator[tuple[Place, Count]]:
        return (
            (place, count)
            for place, count in self.rows.get((kind, query), ())
            if tier in (None, place.tier) and (releases is None or place.release in releases)
        )


def read_cells(releases: Sequence[Release], which: Q, totals_of: Q | None = None) -> Cells:
    """Read the cells of some releases that `which` picks, summed over tables, in one query.

    `totals_of` picks the tables whose totals by ask are read along.
    """
    scales = _scales_of(releases)
    rows = _sums(which, [found.pk for found in releases])
    if totals_of is not None:
        rows = rows.union(_totals(totals_of), all=True)
    read: dict[tuple[Kind, Query], list[tuple[Place, Count]]] = {}
    totals = {}
    for release, table, kind, tier, query, ask, answer, value, cells in rows:
        if not tier:
            totals[table, ask] = value
            continue
        where = Place(release, table, Kind(kind), Tier(tier), Query(query), ask, answer)
        count = Count(value, ((scales[release, where.kind, where.query], cells),))
        read.setdefault((where.kind, where.query), []).append((where, count))
    return Cells(read, totals)


def _scales_of(releases: Sequence[Release]) -> dict[tuple[str, Kind, Query], float]:
    return {
        (found.pk, kind, query): parameters.scale(kind, query)
        for found in releases
        for parameters in [ReleaseParameters.from_json(found.parameters)]
        for kind in Kind
        for query in parameters.queries(kind)
    }


def _sums(which: Q, releases: Collection[str]) -> Rows:
    """PostgreSQL adds: a release of many tables has a hundred thousand cells, and a page a few thousand sums."""
    place = Case(When(query=Query.ENTRIES, then=F("table")), default=Value(""))
    cells = Tally.objects.filter(which, release__in=releases).order_by()
    columns = ("release_id", "place", "kind", "tier", "query", "ask", "response")
    return cells.annotate(place=place).values_list(*columns).annotate(Sum("count"), CountOf("pk"))


def _totals(which: Q) -> Rows:
    """Rows of the same shape, without a tier and an answer."""
    chosen = Tally.objects.filter(which, kind=Kind.CONVERSATION, query=Query.RESPONSES).order_by()
    none = Value("", output_field=CharField())
    columns = ("release_id", "table", "kind", "no_tier", "query", "ask", "no_answer")
    cells = chosen.annotate(no_tier=none, no_answer=none).values_list(*columns)
    return cells.annotate(Sum("count"), CountOf("pk"))


def total(counts: Iterable[Count]) -> Count:
    """Add up; nothing at all is a sure zero."""
    found = Count()
    for count in counts:
        found += count
    return found


@lru_cache(maxsize=1024)
def _merged(left: Parts, right: Parts) -> Parts:
    return tuple(sorted((Counter(dict(left)) + Counter(dict(right))).items()))


@lru_cache(maxsize=1024)
def _width(parts: Parts) -> int:
    return half_width(_scales(parts))


@lru_cache(maxsize=1024)
def _threshold(parts: Parts, cells: int) -> int:
    return show_threshold(_scales(parts), cells)


def _scales(parts: Parts) -> list[float]:
    return [scale for scale, cells in parts for _ in range(cells)]
