"""Published numbers, shaped for reading: every count with its range, thin cells in words, never a ranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outcomes.kinds import Kind, Query, ResponseClass, Tier
from outcomes.models import Release, Tally
from outcomes.statistics.intervals import Interval, interval
from outcomes.statistics.parameters import SHOW_THRESHOLD, ReleaseParameters
from outcomes.windows import slots
from outcomes.words import CLASS_WORDS, Words, table_words

AXIS_STEP = 20  # Axis ends are multiples of this, so that ticks are round numbers (face.md 7).
CLASSES = tuple(ResponseClass)


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled mark on the axis, at a whole percent of it."""

    label: int
    place: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One published count as a page shows it: never below zero, with whole percents of the axis."""

    response: ResponseClass
    label: Words
    low: int
    value: int
    high: int
    bar_width: int
    range_start: int
    range_width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One ask of a table that can be shown."""

    slug: str
    short_name: str
    total: Interval
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TallyTable:
    """One table of a release, ready to print."""

    slug: str
    name: str
    entries: Interval
    rows: tuple[Row, ...]
    thin: tuple[tuple[str, str], ...]
    further_thin: int
    axis: int
    ticks: tuple[Tick, ...]
    threshold: int


def tally_table(
    release: Release, table: str, *, focus: Iterable[str] = (), tier: Tier = Tier.DRAWN
) -> TallyTable:
    """Shape one table of a release, in one query.

    `focus` names asks that are listed even when thin. Raises KeyError for a table that the release does not have.
    """
    names = {entry["slug"]: entry["name"] for entry in release.window.tables}
    name = table_words(names[table])
    counts, entries = _counts(release, table, tier)
    parameters = ReleaseParameters.from_json(release.parameters)
    return _shape(
        table,
        name,
        counts,
        interval(entries, [parameters.count_scale]),
        short_names={ask["slug"]: ask["short_name"] for ask in release.window.asks},
        focus=set(focus),
        scale=parameters.table_scale,
    )


def has_verified(release: Release, table: str) -> bool:
    """Return whether a release has a verified table of this name beside the drawn one."""
    return (table, Kind.CONVERSATION) in slots(release.window, Tier.VERIFIED)


@dataclass(frozen=True, slots=True)
class AskTally:
    """One ask over all tables of a release: sums of published integers, so they cost nothing more.

    `adds_tiers` says that verified and drawn tables went into the sum; a page that shows it says so too.
    """

    total: Interval
    by_class: tuple[tuple[ResponseClass, Interval], ...]
    shown: bool
    adds_tiers: bool


def ask_tally(release: Release, ask: str) -> AskTally | None:
    """Sum one ask's cells over all tables; None when the release did not count this ask."""
    if all(known["slug"] != ask for known in release.window.asks):
        return None
    scale = ReleaseParameters.from_json(release.parameters).table_scale
    cells = Tally.objects.of(release).filter(ask=ask, kind=Kind.CONVERSATION)
    counts: dict[ResponseClass, list[int]] = {response: [] for response in CLASSES}
    for response, count in cells.values_list("response", "count"):
        counts[ResponseClass(response)].append(count)
    by_class = {
        response: interval(sum(found), [scale] * len(found)) for response, found in counts.items()
    }
    cells_summed = sum(len(found) for found in counts.values())
    total = interval(sum(part.value for part in by_class.values()), [scale] * cells_summed)
    return AskTally(
        total.clipped(),
        tuple((response, part.clipped()) for response, part in by_class.items()),
        # The wider the sum's range, the more it takes to tell it from nothing.
        shown=total.low > 0 and total.value >= SHOW_THRESHOLD,
        adds_tiers=bool(slots(release.window, Tier.VERIFIED)),
    )


def _counts(
    release: Release, table: str, tier: Tier
) -> tuple[dict[str, dict[ResponseClass, int]], int]:
    counts: dict[str, dict[ResponseClass, int]] = {}
    entries = 0
    cells = Tally.objects.of(release).filter(table=table, tier=tier, kind=Kind.CONVERSATION)
    for query, ask, response, count in cells.values_list("query", "ask", "response", "count"):
        if query == Query.ENTRIES:
            entries = count
        else:
            counts.setdefault(ask, {})[ResponseClass(response)] = count
    return counts, entries


def _shape(
    table: str,
    name: str,
    counts: Mapping[str, Mapping[ResponseClass, int]],
    entries: Interval,
    *,
    short_names: Mapping[str, str],
    focus: set[str],
    scale: float,
) -> TallyTable:
    totals = {
        ask: interval(sum(cells.values()), [scale] * len(CLASSES)) for ask, cells in counts.items()
    }
    named = {ask: short_names.get(ask, ask) for ask in counts}
    ordered = sorted(counts, key=lambda ask: named[ask].lower())
    shown = [ask for ask in ordered if totals[ask].value >= SHOW_THRESHOLD]
    thin = [ask for ask in ordered if totals[ask].value < SHOW_THRESHOLD]
    ranges = {ask: _ranges(counts[ask], scale) for ask in shown}
    axis = _axis(cell.high for cells in ranges.values() for cell in cells.values())
    return TallyTable(
        slug=table,
        name=name,
        entries=entries.clipped(),
        rows=tuple(
            Row(ask, named[ask], totals[ask].clipped(), _cells(ranges[ask], axis)) for ask in shown
        ),
        thin=tuple((ask, named[ask]) for ask in thin if ask in focus),
        further_thin=sum(ask not in focus for ask in thin),
        axis=axis,
        ticks=_ticks(axis),
        threshold=SHOW_THRESHOLD,
    )


def _ranges(counts: Mapping[ResponseClass, int], scale: float) -> dict[ResponseClass, Interval]:
    return {response: interval(counts[response], [scale]).clipped() for response in CLASSES}


def _axis(ends: Iterable[int]) -> int:
    """Return the next round number above every upper end, so that all bars share one scale."""
    return AXIS_STEP * (max(ends, default=1) // AXIS_STEP + 1)


def _cells(ranges: Mapping[ResponseClass, Interval], axis: int) -> tuple[Cell, ...]:
    def percent(count: int) -> int:
        return round(100 * count / axis)

    return tuple(
        Cell(
            response=response,
            label=CLASS_WORDS[response],
            low=found.low,
            value=found.value,
            high=found.high,
            bar_width=percent(found.value),
            range_start=percent(found.low),
            range_width=percent(found.high) - percent(found.low),
        )
        for response, found in ranges.items()
    )


def _ticks(axis: int) -> tuple[Tick, ...]:
    """Return at most four round ticks from zero; the axis end itself stays unlabelled."""
    step = AXIS_STEP * max(1, -(-axis // (AXIS_STEP * 4)))
    return tuple(Tick(count, round(100 * count / axis)) for count in range(0, axis, step))
