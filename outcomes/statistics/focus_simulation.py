"""What a focus list does to the asks that people raise, against free choice, in a made-up world.

Nothing is published from here, so its noise is drawn fast and repeatably from Python's generator; a release draws its
noise with OpenDP (`mechanism`).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean
from typing import Final

from outcomes.kinds import Kind, Query
from outcomes.statistics.focus_lists import LAB_SIZE
from outcomes.statistics.parameters import CLASSES, M, ReleaseParameters

SIZES: Final = (20, 60, 200)
"""People who log a conversation with one lab in one window."""

FOLLOWS: Final = (0.0, 0.25, 0.5)
"""How often a place is filled from the list: never, as without one, in one case of four, in every other."""

RUNS: Final = 400
SEED: Final = 2027
TOP: Final = 3


@dataclass(frozen=True, slots=True)
class FocusAssumptions:
    """What simulated people are like. None of it is measured: nobody has logged yet."""

    asks: int = 56
    tail: float = 0.8
    """How often people think of an ask by themselves falls with its rank to this power (Zipf)."""
    places: tuple[float, ...] = (1, 1, 2)
    """How often somebody raises one ask, two, or three."""


@dataclass(frozen=True, slots=True)
class FocusEffect:
    """What came of it, on average over all runs."""

    in_focus: float
    """Share of the raised asks that are in the list; where nobody follows it, by chance."""
    effective: float
    """Effective number of asks: 1 / sum of squared shares, of the true counts."""
    recall: float
    """Of the three asks with the largest published totals, the share that truly is among the top three."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    people: int
    follow: float
    effect: FocusEffect


FOUND: Final[tuple[Row, ...]] = (
    Row(20, 0.0, FocusEffect(0.05, 16.6, 0.23)),
    Row(20, 0.25, FocusEffect(0.28, 14.7, 0.24)),
    Row(20, 0.5, FocusEffect(0.49, 9.3, 0.34)),
    Row(60, 0.0, FocusEffect(0.05, 20.7, 0.54)),
    Row(60, 0.25, FocusEffect(0.28, 17.8, 0.6)),
    Row(60, 0.5, FocusEffect(0.49, 10.4, 0.85)),
    Row(200, 0.0, FocusEffect(0.05, 22.4, 0.88)),
    Row(200, 0.25, FocusEffect(0.28, 19.3, 0.87)),
    Row(200, 0.5, FocusEffect(0.49, 10.8, 1.0)),
)
"""What RUNS runs from SEED gave, rounded. The method page shows it, and a test repeats it."""


def table(*, runs: int = RUNS, seed: int = SEED) -> Iterator[Row]:
    """Yield every line, rounded as it is shown: at each size free choice first, then the list.

    The same arguments give the same lines. Raises ValueError without a run.
    """
    for people in SIZES:
        for follow in FOLLOWS:
            yield Row(
                people, follow, _rounded(simulate_focus(people, follow, runs=runs, seed=seed))
            )


def simulate_focus(people: int, follow: float, *, runs: int, seed: int) -> FocusEffect:
    """Return what a list of three asks does if each place is filled from it with a probability of `follow`.

    The same arguments give the same answer, and all lists of a size are held against the same labs.
    Raises ValueError without people or runs.
    """
    if people < 1 or runs < 1:
        raise ValueError(people, runs)
    assumed = FocusAssumptions()
    found = []
    for run in range(runs):
        source = random.Random(f"{seed}/{people}/{run}")  # noqa: S311 - nothing is published from here
        # The list comes from positions and effort, so it knows nothing of what is popular.
        focus = source.sample(range(assumed.asks), LAB_SIZE)
        found.append(_one_table(source, people, focus, assumed, follow))
    return FocusEffect(
        fmean(effect.in_focus for effect in found),
        fmean(effect.effective for effect in found),
        fmean(effect.recall for effect in found),
    )


def _rounded(effect: FocusEffect) -> FocusEffect:
    return FocusEffect(
        round(effect.in_focus, 2), round(effect.effective, 1), round(effect.recall, 2)
    )


def _one_table(
    source: random.Random,
    people: int,
    focus: Sequence[int],
    assumed: FocusAssumptions,
    follow: float,
) -> FocusEffect:
    popular = list(accumulate(rank**-assumed.tail for rank in range(1, assumed.asks + 1)))
    raised: Counter[int] = Counter()
    for _person in range(people):
        raised.update(_one_person(source, popular, focus, assumed, follow))
    whole = sum(raised.values())
    return FocusEffect(
        in_focus=sum(raised[ask] for ask in focus) / whole,
        effective=whole**2 / sum(count**2 for count in raised.values()),
        recall=_recall(source, [raised[ask] for ask in range(assumed.asks)]),
    )


def _one_person(
    source: random.Random,
    popular: Sequence[float],
    focus: Sequence[int],
    assumed: FocusAssumptions,
    follow: float,
) -> set[int]:
    """Return one to three distinct asks; which one of the list is taken is as good as chance."""
    [places] = source.choices(range(1, M + 1), assumed.places)
    chosen: set[int] = set()
    while len(chosen) < places:
        if source.random() < follow:
            chosen.add(source.choice(focus))
        else:
            chosen.update(source.choices(range(assumed.asks), cum_weights=popular))
    return chosen


def _recall(source: random.Random, counts: Sequence[int]) -> float:
    """Return how many of the three largest blurred totals are truly of the largest; equal counts all are."""
    scale = ReleaseParameters().scale(Kind.CONVERSATION, Query.RESPONSES)
    blurred = [count + sum(_noise(source, scale) for _class in CLASSES) for count in counts]
    least = sorted(counts, reverse=True)[TOP - 1]
    order = sorted(range(len(counts)), key=blurred.__getitem__, reverse=True)
    return sum(counts[ask] >= least for ask in order[:TOP]) / TOP


def _noise(source: random.Random, scale: float) -> int:
    """Draw discrete Laplace noise: the difference of two geometric numbers.

    The whole part of an exponential number times the scale is geometric with the ratio exp(-1 / scale).
    """
    return int(source.expovariate(1) * scale) - int(source.expovariate(1) * scale)
