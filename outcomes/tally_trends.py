"""How published numbers moved from release to release: a table first, and points that can be drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from outcomes.kinds import Kind, Query, Tier
from outcomes.statistics.intervals import Interval
from outcomes.statistics.parameters import CLASSES
from outcomes.tallies import AXIS_STEP, Column, columns_of
from outcomes.tally_cells import Cells, total

# The drawing, in its own units. Words stand below and beside the field, so it does not fill the frame.
LEFT, TOP, FIELD_WIDTH, FIELD_HEIGHT = 30, 8, 160, 84


@dataclass(frozen=True, slots=True)
class Step:
    """What one release says; `figures` are in the order of the classes."""

    release: str
    entries: Interval
    figures: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One published sum, where it is drawn: a dot, and a line over its range."""

    release: str
    x: int
    y: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One class over all releases."""

    column: Column
    points: tuple[Point, ...]
    figures: tuple[Interval, Interval]
    """What the first and the last release say."""


@dataclass(frozen=True, slots=True)
class Trend:
    """Releases from the oldest on, about the same asks in each."""

    asks: tuple[str, ...]
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]
    charts: tuple[Chart, ...]
    axis: int


def trend_of(
    cells: Cells, releases: Sequence[str], asks: Collection[str], *, tier: Tier | None = None
) -> Trend | None:
    """Follow asks through releases, the oldest first; None unless two releases have the same tables.

    Only asks that every one of them counted are added up: a sum of other asks would be another question.
    """
    found = {
        name: cells.answers(Kind.CONVERSATION, Query.RESPONSES, tier=tier, releases={name})
        for name in releases
    }
    known = [name for name in releases if found[name]]
    followed = [ask for ask in asks if all(ask in found[name] for name in known)]
    if len(known) < 2 or not followed:
        return None
    steps = []
    for name in known:
        sums = [total(found[name][ask][code] for ask in followed) for code in CLASSES]
        entries = cells.entries(Kind.CONVERSATION, tier=tier, releases={name})
        figures = tuple(part.interval.clipped() for part in sums)
        steps.append(Step(name, entries.interval.clipped(), figures))
    return _drawn(tuple(steps), tuple(followed))


def named(trend: Trend | None, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the short names of the asks that a trend follows, in the order of the alphabet."""
    if trend is None:
        return ()
    return tuple(sorted((names.get(ask, ask) for ask in trend.asks), key=str.lower))


def _drawn(steps: tuple[Step, ...], asks: tuple[str, ...]) -> Trend:
    columns = columns_of(CLASSES)
    highest = max(figure.high for step in steps for figure in step.figures)
    axis = AXIS_STEP * (highest // AXIS_STEP + 1)

    def level(count: int) -> int:
        return TOP + FIELD_HEIGHT - round(FIELD_HEIGHT * count / axis)

    charts = []
    for index, column in enumerate(columns):
        points = []
        for place, step in enumerate(steps):
            figure = step.figures[index]
            x = LEFT + round(FIELD_WIDTH * (2 * place + 1) / (2 * len(steps)))
            points.append(
                Point(step.release, x, level(figure.value), level(figure.low), level(figure.high))
            )
        ends = (steps[0].figures[index], steps[-1].figures[index])
        charts.append(Chart(column, tuple(points), ends))
    return Trend(asks, columns, steps, tuple(charts), axis)
