"""What other ways of blurring would cost, worked out: the method page says why they were not taken."""

from __future__ import annotations

import math

GAUSSIAN_DELTA = 1e-6
"""The chance with which Gaussian noise may break its promise; commonly one in a million or less."""


def laplace_spread(scale: float) -> float:
    """Return the standard deviation of discrete Laplace noise."""
    ratio = math.exp(-1 / scale)
    return math.sqrt(2 * ratio) / (1 - ratio)


def gaussian_spread(epsilon: float, cells: int, delta: float = GAUSSIAN_DELTA) -> float:
    """Return the smallest standard deviation of Gaussian noise for an entry that adds one to each of `cells`.

    By the exact condition for Gaussian noise (Balle and Wang, 2018, theorem 8), which discrete noise of this size
    meets as well.
    """
    distance = math.sqrt(cells)
    low, high = 0.0, 1000.0 * distance
    while high - low > 1e-6:
        middle = (low + high) / 2
        if _broken(epsilon, distance / middle) > delta:
            low = middle
        else:
            high = middle
    return high


def _broken(epsilon: float, step: float) -> float:
    """Return the chance left over when noise moved by `step` standard deviations is to keep epsilon."""
    near, far = step / 2 - epsilon / step, -step / 2 - epsilon / step
    return _normal(near) - math.exp(epsilon) * _normal(far)


def _normal(value: float) -> float:
    return math.erfc(-value / math.sqrt(2)) / 2
