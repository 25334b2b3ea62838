"""How much readers can tell from tables of a given size, under several splits of the one budget.

It chose BUDGETS, and the method page shows what it found. Nothing is published from here and nobody is counted, so its
noise is drawn fast and repeatably from Python's generator; a release draws its noise with OpenDP (`mechanism`).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from math import isnan, nan
from statistics import fmean
from typing import NamedTuple

from outcomes.kinds import Decision, Query, ResponseClass
from outcomes.statistics.counting import TableCounts, count_table
from outcomes.statistics.intervals import half_width, show_threshold
from outcomes.statistics.parameters import CLASSES, SHARE_THRESHOLD, M
from outcomes.statistics.simulated_people import Assumptions, ask_names, draw_entry, draw_table

SIZES = (20, 50, 100, 200, 400)
"""Entries in a table."""

TOP = 3
_YES = CLASSES.index(ResponseClass.YES)


class Split(NamedTuple):
    """One way to spend EPS_LIFE on the three questions about a table."""

    responses: float
    decided: float
    entries: float

    def scales(self) -> dict[Query, float]:
        """Return the scale of the noise on each cell."""
        return {
            Query.RESPONSES: M / self.responses,
            Query.DECIDED: 1 / self.decided,
            Query.ENTRIES: 1 / self.entries,
        }


SPLITS = (
    Split(1.6, 0.2, 0.2),
    Split(1.5, 0.3, 0.2),
    Split(1.4, 0.4, 0.2),
    Split(1.4, 0.3, 0.3),
    Split(1.2, 0.5, 0.3),
    Split(1.0, 0.6, 0.4),
)


@dataclass(frozen=True, slots=True)
class Measures:
    """What one split gives at one size, on average over all runs."""

    recall: float
    """Of the three asks with the largest published totals, the share that truly is among the top three."""
    total_error: float
    """How far the published total of a true top ask is off, as a share of the true total."""
    yes_error: float
    """How far the share of yes is off, over the true top three asks together."""
    yes_error_one: float
    """The same for one of them alone, where a page would give it: from a published total of SHARE_THRESHOLD."""
    shown: float
    """Asks whose published total is shown as a number."""
    decided_recall: float
    """How often the ask with the largest published count of a decision truly has the most."""
    decided_error: float
    """How far the published count of the true top deciding ask is off, as a share of the true count."""
    decided_shown: float
    """Cells of the deciding ask that stand clear of noise alone."""


def half_width_of_entries(split: Split) -> int:
    """Return how far the published number of entries may lie from the true one, 19 times in 20."""
    return half_width([split.scales()[Query.ENTRIES]])


def simulate(
    size: int,
    *,
    runs: int,
    seed: int,
    splits: Sequence[Split] = SPLITS,
    assumptions: Assumptions | None = None,
) -> dict[Split, Measures]:
    """Draw `runs` tables of `size` entries and measure each split on the same tables.

    The same arguments give the same answer, and one size does not depend on which others are drawn. All splits see
    the same entries and the same luck, so that their differences are theirs. Raises ValueError without a run or entry.
    """
    if runs < 1 or size < 1:
        raise ValueError(runs, size)
    assumed = assumptions or Assumptions()
    names = ask_names(assumed)
    found: dict[Split, list[Measures]] = {split: [] for split in splits}
    for run in range(runs):
        source = random.Random(f"{seed}/{size}/{run}")  # noqa: S311 - nothing is published from here
        table = draw_table(source, assumed)
        entries = (draw_entry(source, table, assumed) for _ in range(size))
        truth = count_table(entries, names)
        luck = {query: _luck(source, len(cells)) for query, cells in truth.answers.items()}
        for split in splits:
            found[split].append(_measure(truth, luck, split))
    return {split: _mean_of(measures) for split, measures in found.items()}


Luck = list[tuple[float, float]]


def _luck(source: random.Random, cells: int) -> Luck:
    return [(source.expovariate(1), source.expovariate(1)) for _ in range(cells)]


def _noisy(counts: Sequence[int], luck: Luck, scale: float) -> list[int]:
    """Add discrete Laplace noise: the difference of two geometric numbers.

    The whole part of an exponential number times the scale is geometric with the ratio exp(-1 / scale).
    """
    return [
        count + int(scale * up) - int(scale * down)
        for count, (up, down) in zip(counts, luck, strict=True)
    ]


def _measure(truth: TableCounts, luck: Mapping[Query, Luck], split: Split) -> Measures:
    scales = split.scales()
    exact = {query: list(cells.values()) for query, cells in truth.answers.items()}
    noisy = {query: _noisy(exact[query], luck[query], scale) for query, scale in scales.items()}
    answers, published = exact[Query.RESPONSES], noisy[Query.RESPONSES]
    totals, sums = _by_ask(answers), _by_ask(published)
    top = _largest(totals, TOP)
    quoted = [ask for ask in top if sums[ask] >= SHARE_THRESHOLD]
    shown_from = show_threshold([scales[Query.RESPONSES]] * len(CLASSES), len(totals))
    decided = list(_of_each_decision(exact[Query.DECIDED], noisy[Query.DECIDED]))
    clear_from = show_threshold([scales[Query.DECIDED]], len(exact[Query.DECIDED]))
    return Measures(
        recall=fmean(totals[ask] >= totals[top[-1]] for ask in _largest(sums, TOP)),
        total_error=_mean(abs(sums[ask] - totals[ask]) / totals[ask] for ask in top if totals[ask]),
        yes_error=_yes_error(answers, published, top),
        yes_error_one=_mean(_yes_error(answers, published, [ask]) for ask in quoted),
        shown=sum(total >= shown_from for total in sums),
        decided_recall=_mean(float(found) for found, _ in decided),
        decided_error=_mean(error for _, error in decided),
        decided_shown=sum(count >= clear_from for count in noisy[Query.DECIDED]),
    )


def _by_ask(cells: Sequence[int]) -> list[int]:
    """Add up the classes of each ask."""
    width = len(CLASSES)
    return [sum(cells[start : start + width]) for start in range(0, len(cells), width)]


def _largest(totals: Sequence[int], size: int) -> list[int]:
    return sorted(range(len(totals)), key=totals.__getitem__, reverse=True)[:size]


def _yes_error(answers: Sequence[int], published: Sequence[int], asks: Sequence[int]) -> float:
    return abs(_yes_share(published, asks) - _yes_share(answers, asks))


def _yes_share(cells: Sequence[int], asks: Sequence[int]) -> float:
    """Return the share of yes over some asks, as a reader works it out: at least none, at most all."""
    width = len(CLASSES)
    total = sum(sum(cells[ask * width : (ask + 1) * width]) for ask in asks)
    yes = sum(cells[ask * width + _YES] for ask in asks)
    return min(1.0, max(0.0, yes / total)) if total > 0 else 0.0


def _of_each_decision(exact: Sequence[int], noisy: Sequence[int]) -> Iterator[tuple[bool, float]]:
    """Yield whether the largest published count is the largest, and the error of the one that truly is.

    A decision that nobody took has no top ask.
    """
    for start in range(len(Decision)):
        true, published = exact[start :: len(Decision)], noisy[start :: len(Decision)]
        [first], [read] = _largest(true, 1), _largest(published, 1)
        if true[first]:
            yield true[read] == true[first], abs(published[first] - true[first]) / true[first]


def _mean(values: Iterable[float]) -> float:
    """Return the mean of what there is to measure, and not a number where there is nothing."""
    found = [value for value in values if not isnan(value)]
    return fmean(found) if found else nan


def _mean_of(measures: Sequence[Measures]) -> Measures:
    return Measures(*map(_mean, zip(*map(astuple, measures), strict=True)))
