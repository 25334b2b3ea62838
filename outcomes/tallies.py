"""Published numbers, shaped for reading: every count with its range, thin cells in words, never a ranking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from outcomes.kinds import Kind, Tier
from outcomes.models import Release
from outcomes.statistics.intervals import Interval
from outcomes.statistics.shares import Share, share_of
from outcomes.tally_cells import Answers, Count, total
from outcomes.tally_words import COLUMN_COLOURS, COLUMN_WORDS, Words
from outcomes.windows import slots

AXIS_STEP = 20  # Axis ends are multiples of this, so that ticks are round numbers (face.md 7).
PAGE_ROWS = 15
NAMES_IN_A_SENTENCE = 10


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled mark on the axis, at a whole percent of it."""

    label: int
    place: int


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a table counts."""

    code: str
    label: Words
    colour: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One published count as a page shows it: never below zero, with whole percents of the axis."""

    label: Words
    colour: str
    low: int
    value: int
    high: int
    bar_width: int = 0
    range_start: int = 0
    range_width: int = 0
    thin: int = 0
    """The threshold where the count alone stays below it, and is put in words; otherwise zero."""


@dataclass(frozen=True, slots=True)
class Row:
    """One ask of a table that can be shown. `share` is that of the first column."""

    slug: str
    short_name: str
    total: Interval
    cells: tuple[Cell, ...]
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class ThinRow:
    """One ask that too few raised for a number, and how few that is."""

    slug: str
    short_name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class Names:
    """Short names of asks in the order of the alphabet, cut to what one sentence carries."""

    first: tuple[str, ...] = ()
    further: int = 0


@dataclass(frozen=True, slots=True)
class TallyTable:
    """One table, ready to print."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    thin: tuple[ThinRow, ...]
    further_thin: int
    axis: int
    ticks: tuple[Tick, ...]
    threshold: int
    more_first: Names = Names()
    """Asks whose first column lies above the last, ranges and all."""
    more_last: Names = Names()
    """Asks whose last column lies above the first, ranges and all."""

    @property
    def length(self) -> int:
        """How many rows it has, those in words too."""
        return len(self.rows) + len(self.thin)


def columns_of(codes: Iterable[str]) -> tuple[Column, ...]:
    """Return columns by what they count."""
    return tuple(
        Column(str(code), COLUMN_WORDS[str(code)], COLUMN_COLOURS[str(code)]) for code in codes
    )


def tally_table(
    counts: Answers,
    codes: Sequence[str],
    names: Mapping[str, str],
    *,
    focus: Collection[str] = (),
) -> TallyTable:
    """Shape counts by ask into a table with a row for each ask that can be shown, by name.

    `names` are the short names of asks; `focus` names asks that are listed even when thin.
    """
    columns = columns_of(codes)
    asks = len(counts)
    totals = {ask: total(found.values()) for ask, found in counts.items()}
    ordered = by_name(counts, names)
    shown = [ask for ask in ordered if totals[ask].is_shown(asks)]
    thin = [ask for ask in ordered if not totals[ask].is_shown(asks)]
    rows = tuple(_row(ask, names, totals[ask], counts[ask], columns) for ask in shown)
    first, last = codes[0], codes[-1]
    table = TallyTable(
        columns=columns,
        rows=rows,
        thin=tuple(
            ThinRow(ask, names.get(ask, ask), totals[ask].threshold(asks))
            for ask in thin
            if ask in focus
        ),
        further_thin=sum(ask not in focus for ask in thin),
        axis=0,
        ticks=(),
        threshold=max((totals[ask].threshold(asks) for ask in ordered), default=0),
        more_first=_parted(shown, counts, names, first, last),
        more_last=_parted(shown, counts, names, last, first),
    )
    return on_axis(table, axis_over(table))


def by_name(asks: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """Order asks by short name: never by size, most ranges overlap."""
    return sorted(asks, key=lambda ask: names.get(ask, ask).lower())


def names_of(asks: Iterable[str], names: Mapping[str, str]) -> Names:
    """Return the names of asks for a sentence; the rest is counted."""
    ordered = [names.get(ask, ask) for ask in by_name(asks, names)]
    further = max(0, len(ordered) - NAMES_IN_A_SENTENCE)
    return Names(tuple(ordered[:NAMES_IN_A_SENTENCE]), further)


def cell(column: Column, count: Count, *, thin: int = 0) -> Cell:
    """Return one count with its range, clipped for showing; it has no place on an axis yet."""
    found = count.interval.clipped()
    return Cell(column.label, column.colour, found.low, found.value, found.high, thin=thin)


def axis_over(*tables: TallyTable) -> int:
    """Return the next round number above every upper end, so that all bars share one scale."""
    ends = (
        found.high
        for table in tables
        for row in table.rows
        for found in row.cells
        if not found.thin
    )
    return AXIS_STEP * (max(ends, default=1) // AXIS_STEP + 1)


def on_axis(table: TallyTable, axis: int) -> TallyTable:
    """Draw a table's bars on an axis that ends at `axis`."""
    rows = tuple(
        replace(row, cells=tuple(_drawn(found, axis) for found in row.cells)) for row in table.rows
    )
    return replace(table, rows=rows, axis=axis, ticks=_ticks(axis))


def page_of(table: TallyTable, number: int) -> TallyTable:
    """Return one page of a table's rows; the rows in words come last."""
    start, end = PAGE_ROWS * (number - 1), PAGE_ROWS * number
    shown = len(table.rows)
    thin = table.thin[max(0, start - shown) : max(0, end - shown)]
    return replace(table, rows=table.rows[start:end], thin=thin)


def has_verified(release: Release, table: str) -> bool:
    """Return whether a release has a verified table of this name beside the drawn one."""
    return (table, Kind.CONVERSATION) in slots(release.window, Tier.VERIFIED)


def _row(
    ask: str,
    names: Mapping[str, str],
    found: Count,
    counts: Mapping[str, Count],
    columns: Sequence[Column],
) -> Row:
    parts = [counts.get(column.code, Count()) for column in columns]
    return Row(
        ask,
        names.get(ask, ask),
        found.interval.clipped(),
        tuple(cell(column, part) for column, part in zip(columns, parts, strict=True)),
        share_of(parts[0].interval, total(parts[1:]).interval),
    )


def _parted(
    asks: Iterable[str], counts: Answers, names: Mapping[str, str], above: str, below: str
) -> Names:
    return names_of(
        [ask for ask in asks if counts[ask][above].interval.low > counts[ask][below].interval.high],
        names,
    )


def _drawn(found: Cell, axis: int) -> Cell:
    def percent(count: int) -> int:
        return round(100 * count / axis)

    if found.thin:
        return found
    low, high = percent(found.low), percent(found.high)
    return replace(found, bar_width=percent(found.value), range_start=low, range_width=high - low)


def _ticks(axis: int) -> tuple[Tick, ...]:
    """Return at most four round ticks from zero; the axis end itself stays unlabelled."""
    step = AXIS_STEP * max(1, -(-axis // (AXIS_STEP * 4)))
    return tuple(Tick(count, round(100 * count / axis)) for count in range(0, axis, step))
