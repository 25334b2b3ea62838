"""Rounds of pairs, and what may be said of them. Pure: no clock, no server."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

# How sure an interval must be before it proves anything.
DOUBT = 0.05
# Below so many rounds no interval is that sure: the two extremes of n hold the median but for 2 / 2^n.
FEWEST = 6
# A side that fails now and then must not keep the benchmark going for ever.
VOID_PER_ROUND = 2


class Verdict(StrEnum):
    """What a case says about its goal."""

    MET = "met"
    MISSED = "missed"
    UNPROVEN = "unproven"
    NO_GOAL = "no goal"


class NothingMeasured(RuntimeError):
    """A case gave no figure; the text says why."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the ratio of product to limit should be: at least so much, or at most."""

    ratio: float
    at_most: bool = False

    def verdict(self, low: float, high: float) -> Verdict:
        """Judge an interval; one that holds the goal itself proves nothing."""
        if self.at_most:
            low, high = -high, -low
        goal = -self.ratio if self.at_most else self.ratio
        if low >= goal:
            return Verdict.MET
        return Verdict.MISSED if high < goal else Verdict.UNPROVEN


@dataclass(frozen=True, slots=True)
class Side:
    """What one side did in one round: how many per second, the slow twentieth, and how many went wrong."""

    rate: float
    p95_ms: float = math.nan
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """Both sides, one straight after the other."""

    product: Side
    limit: Side

    @property
    def is_void(self) -> bool:
        """Whether either side had an error."""
        return bool(self.product.errors or self.limit.errors)


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of a case that count, and how many had to be left out."""

    counted: Sequence[Round]
    void: int


def play(
    rounds: int,
    product: Callable[[int], Side],
    limit: Callable[[int], Side],
    is_late: Callable[[], bool] = lambda: False,
) -> Rounds:
    """Run pairs until `rounds` of them are without error; each side is told the number of the try.

    Once it is late, as on a busy computer, the fewest that can prove anything are enough.
    Every second pair begins with the other side, so that neither always meets what the other left.
    Raises NothingMeasured after too many errors.
    """
    counted: list[Round] = []
    void = 0
    while len(counted) < rounds and not (len(counted) >= FEWEST and is_late()):
        number = len(counted) + void
        if void > VOID_PER_ROUND * rounds:
            # A rate of refusals is no rate.
            raise NothingMeasured("Too many rounds had errors.")
        if number % 2:
            after, before = limit(number), product(number)
            pair = Round(before, after)
        else:
            pair = Round(product(number), limit(number))
        if pair.is_void:
            void += 1
        else:
            counted.append(pair)
    return Rounds(counted, void)


def spread(ratios: Sequence[float]) -> tuple[float, float, bool]:
    """Return an interval for the true median, and whether it is sure enough to prove anything.

    Its ends are ratios that were measured, so no shape of the noise is assumed: the median lies outside of the
    k-th smallest and k-th largest of n with a probability of 2 P(Bin(n, 1/2) < k). Below six rounds no k will do.
    """
    ordered = sorted(ratios)
    count = len(ordered)
    k = 0
    tail = 0.0
    while (tail := tail + math.comb(count, k) / 2**count) * 2 <= DOUBT:
        k += 1
    sure = k > 0
    k = max(k, 1)
    return ordered[k - 1], ordered[-k], sure


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table."""

    case: str
    unit: str
    product: float
    limit: float
    ratio: float
    low: float
    high: float
    goal: Goal | None
    verdict: Verdict
    rounds: int
    void: int

    def as_json(self) -> dict[str, object]:
        """Return what is printed as one JSON line."""
        return {
            "case": self.case,
            "unit": self.unit,
            "product": round(self.product, 3),
            "limit": round(self.limit, 3),
            "ratio": round(self.ratio, 3),
            "spread": [round(self.low, 3), round(self.high, 3)],
            "goal": None if self.goal is None else self.goal.ratio,
            "goal_is": None if self.goal is None else ("most" if self.goal.at_most else "least"),
            "verdict": self.verdict.value,
            "rounds": self.rounds,
            "void": self.void,
        }


def compare(
    case: str, unit: str, rounds: Rounds, value: Callable[[Side], float], goal: Goal | None
) -> Result:
    """Return the line of a case: medians of both sides, and the median of the ratios of the rounds."""
    pairs = [(value(one.product), value(one.limit)) for one in rounds.counted]
    ratios = [product / limit for product, limit in pairs]
    low, high, sure = spread(ratios)
    verdict = Verdict.NO_GOAL
    if goal is not None:
        verdict = goal.verdict(low, high) if sure else Verdict.UNPROVEN
    return Result(
        case=case,
        unit=unit,
        product=statistics.median(product for product, _limit in pairs),
        limit=statistics.median(limit for _product, limit in pairs),
        ratio=statistics.median(ratios),
        low=low,
        high=high,
        goal=goal,
        verdict=verdict,
        rounds=len(pairs),
        void=rounds.void,
    )


def counted(case: str, unit: str, product: int, limit: int, most: int) -> Result:
    """Return the line of something that is counted and not timed: one count is proof enough."""
    verdict = Verdict.MET if product <= most else Verdict.MISSED
    ratio = product / limit
    goal = Goal(most / limit, at_most=True)
    return Result(case, unit, product, limit, ratio, ratio, ratio, goal, verdict, 1, 0)


def shown(case: str, unit: str, product: float, limit: float, goal: Goal | None = None) -> Result:
    """Return the line of what is as large as it is: bytes, memory. One look is proof enough."""
    ratio = product / limit
    verdict = Verdict.NO_GOAL if goal is None else goal.verdict(ratio, ratio)
    return Result(case, unit, product, limit, ratio, ratio, ratio, goal, verdict, 1, 0)
