"""The noise: OpenDP's discrete Laplace mechanism. The only module that imports OpenDP."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import opendp.prelude as dp

# OpenDP asks its callers to opt in to mechanisms whose proofs are still being written up. The
# noise law and the privacy loss of this one are measured by our own tests.
dp.enable_features("contrib")


class ScaleNotPositive(ValueError):
    """A scale of zero would be accepted by OpenDP, and add nothing."""


class BudgetExceeded(ValueError):
    """At this scale the mechanism would reveal more than the budget allows."""


def check_mechanism(scale: float, sensitivity: int, epsilon: Decimal | float) -> None:
    """Return if noise of this scale keeps the budget.

    Raise ScaleNotPositive or BudgetExceeded. `sensitivity` is the most that one conversation can
    change the values, in sum of absolute differences.
    """
    _mechanism(scale, sensitivity, epsilon)


def add_noise(
    values: Sequence[int], scale: float, sensitivity: int, epsilon: Decimal | float
) -> list[int]:
    """Return the values with independent discrete Laplace noise on each.

    Every call draws anew, so every call spends `epsilon`: call once per table and query. Raise
    ScaleNotPositive or BudgetExceeded before any noise is drawn.
    """
    noisy: list[int] = _mechanism(scale, sensitivity, epsilon)(list(values))
    return noisy


# Building one takes half as long as drawing with it. It holds neither chance nor data: each call of it draws anew.
@lru_cache(maxsize=16, typed=True)
def _mechanism(scale: float, sensitivity: int, epsilon: Decimal | float) -> dp.Measurement:
    if not (math.isfinite(scale) and scale > 0):
        raise ScaleNotPositive
    domain = dp.vector_domain(dp.atom_domain(T="i64"))
    measurement = dp.m.make_laplace(domain, dp.l1_distance(T="i64"), scale=scale)
    # OpenDP answers in floating point; the decimal budget is compared as the float next to it.
    loss: float = measurement.map(sensitivity)  # type: ignore[no-untyped-call]
    if loss > float(epsilon):
        raise BudgetExceeded
    return measurement
