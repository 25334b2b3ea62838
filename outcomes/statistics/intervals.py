"""How far a published number, or a sum of published numbers, may lie from the truth.

The noise is all that separates them, and its law is known, so the half-widths are computed and
not estimated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from outcomes.statistics.parameters import CONFIDENCE


@dataclass(frozen=True, slots=True)
class Interval:
    """A published value and the range that holds the true one with the stated confidence."""

    low: int
    value: int
    high: int

    def clipped(self) -> Interval:
        """Return the interval as pages show it: nothing below zero.

        Sums are made of the values before clipping, never of clipped ones.
        """
        return Interval(max(0, self.low), max(0, self.value), max(0, self.high))


def interval(value: int, scales: Iterable[float]) -> Interval:
    """Return the interval of a sum of published numbers, given the noise scale of each of them."""
    width = half_width(scales)
    return Interval(value - width, value, value + width)


def half_width(scales: Iterable[float]) -> int:
    """Return the smallest half-width that holds the noise with a probability of CONFIDENCE."""
    return _half_width(tuple(sorted(scales)))


@lru_cache(maxsize=1024)
def _half_width(scales: tuple[float, ...]) -> int:
    law = _noise_law(scales)
    middle = len(law) // 2
    held = law[middle]
    width = 0
    while held < CONFIDENCE:
        width += 1
        held += law[middle - width] + law[middle + width]
    return width


def _noise_law(scales: tuple[float, ...]) -> list[float]:
    """Return the probabilities of a sum of discrete Laplace variables, zero in the middle.

    A discrete Laplace variable is the difference of two geometric ones, and adding a geometric
    variable to a law is one running sum over it. So no two laws need to be multiplied out.
    """
    spread = math.sqrt(sum(2 * scale * scale for scale in scales))
    reach = math.ceil(12 * spread + 40 * max(scales, default=0)) + 1
    law = [0.0] * (2 * reach + 1)
    law[reach] = 1.0
    for scale in scales:
        ratio = math.exp(-1 / scale)
        law = _add_geometric(law, ratio)
        law = _add_geometric(law[::-1], ratio)[::-1]
    return law


def _add_geometric(law: list[float], ratio: float) -> list[float]:
    return list(accumulate((p * (1 - ratio) for p in law), lambda held, p: held * ratio + p))
