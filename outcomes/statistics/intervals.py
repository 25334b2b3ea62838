"""How far a published number, or a sum of published numbers, may lie from the truth.

The noise is all that separates them, and its law is known, so the half-widths are computed and
not estimated.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from outcomes.statistics.parameters import CONFIDENCE, GHOST_CHANCE

NOTHING = 1e-18  # Of a Fourier series that begins with one.


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


def show_threshold(scales: Iterable[float], asks: int) -> int:
    """Return the total from which an ask is shown: one of noise alone rarely reaches it.

    `scales` are those of the cells that are summed. Of `asks` asks that nobody raised, any reaches the threshold
    with a probability of at most GHOST_CHANCE. Raises ValueError without an ask.
    """
    if asks < 1:
        raise ValueError(asks)
    return _show_threshold(tuple(sorted(scales)), asks)


@lru_cache(maxsize=1024)
def _show_threshold(scales: tuple[float, ...], asks: int) -> int:
    law = _noise_law(scales)
    # Chances from the far end on, so that the smallest are added first.
    reached, threshold = 0.0, len(law) // 2
    while 1 - (1 - reached - law[len(law) // 2 + threshold]) ** asks <= GHOST_CHANCE:
        reached += law[len(law) // 2 + threshold]
        threshold -= 1
    return threshold + 1


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

    They are read off the product of the variables' Fourier series, which costs the same for three parts as for a
    thousand. What lies beyond the reach is folded in, and is far below a rounding error.
    """
    spread = math.sqrt(sum(2 * scale * scale for scale in scales))
    reach = math.ceil(12 * spread + 40 * max(scales, default=0)) + 1
    points = 2 * reach + 1
    series = _series(scales, points)
    cosines = [math.cos(2 * math.pi * k / points) for k in range(points)]
    later = list(enumerate(series))[1:]
    half = [
        (series[0] + 2 * sum(part * cosines[k * j % points] for j, part in later)) / points
        for k in range(reach + 1)
    ]
    return [*half[:0:-1], *half]


def _series(scales: tuple[float, ...], points: int) -> list[float]:
    """Return the Fourier series of the sum's law, up to where it is nothing but rounding.

    That of one variable of ratio r is (1 - r)^2 / (1 - 2 r cos t + r^2), and parts multiply.
    """
    ratios = Counter(math.exp(-1 / scale) for scale in scales)
    series: list[float] = []
    for j in range(points // 2 + 1):
        cosine = math.cos(2 * math.pi * j / points)
        part = math.prod(
            ((1 - r) ** 2 / (1 - 2 * r * cosine + r * r)) ** times for r, times in ratios.items()
        )
        if part < NOTHING:
            break
        series.append(part)
    return series
