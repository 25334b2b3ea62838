"""How far asks concentrate, told from noisy counts alone: two figures, each with the range that holds the truth.

Let X be the published total of an ask, n the true one, and v the variance of its noise, which is known. Both
figures are ratios, and both ranges are made in the same way (Fieller's): a candidate for the true value stays in the
range unless the counts contradict it. Nothing is said where all raised asks together may be fewer than
SHARE_THRESHOLD, or fewer than half of what the counts say, nor where no candidate could be contradicted.

Share in focus, s. Let F and O be the published totals in and out of focus. (1 - s) F - s O has mean zero for the true
s, and its variance depends on s and the noise alone. So the law of this difference is known exactly but for the shape
of its tails, for which the fourth cumulant stands in.

Effective number of asks, 1 / H with H = sum of n^2 / (sum of n)^2. A square of a noisy count is too large by v on
average, so Q = sum of (X^2 - v) and M = (sum of X)^2 - sum of v are used: Q - H M has mean zero for the true H. Its
variance depends on the size of the true totals too, for which the published one stands in. A test with fixed seeds
holds the coverage of both at 93 % or more.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from outcomes.statistics.parameters import CONFIDENCE, SHARE_THRESHOLD

_STEPS = 400
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
# Squares of noise are askew, and the truth in their variance is guessed: a little wider makes up for both.
_Z_OF_SQUARES = 1.07 * _Z


@dataclass(frozen=True, slots=True)
class ShareRange:
    """A share from 0 to 1 and the range that holds the true one 19 times in 20."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number of asks and the range that holds the true one 19 times in 20."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class Concentration:
    """Both figures of a release or of one table; None where the counts are too small to say anything.

    `in_focus` is None as well where there was no focus list yet.
    """

    in_focus: ShareRange | None
    effective: NumberRange | None


@dataclass(frozen=True, slots=True)
class AskTotals:
    """One table: each ask's published total, of how many cells it is the sum, and which asks were in focus."""

    totals: Mapping[str, int]
    in_focus: frozenset[str] | None
    cells: int


@dataclass(frozen=True, slots=True)
class _Noise:
    """The second and the fourth cumulant of noise; those of independent noises add up."""

    variance: float
    fourth: float

    def times(self, weight: float) -> _Noise:
        return _Noise(self.variance * weight**2, self.fourth * weight**4)

    def of_many(self, count: int) -> _Noise:
        return _Noise(self.variance * count, self.fourth * count)

    @property
    def variance_of_square(self) -> float:
        return self.fourth + 2 * self.variance**2

    @property
    def half_width(self) -> float:
        """How far such noise may lie from zero, CONFIDENCE of the time: Cornish and Fisher's approximation."""
        if self.variance == 0:
            return 0.0
        tails = self.fourth / self.variance**2
        return math.sqrt(self.variance) * (_Z + tails * (_Z**3 - 3 * _Z) / 24)


def concentration(tables: Sequence[AskTotals], *, scale: float) -> Concentration:
    """Return both figures of some tables together; `scale` is that of the noise on each cell.

    The same counts always give the same answer. Raises ValueError for tables of different asks.
    """
    if len({frozenset(table.totals) for table in tables}) != 1:
        raise ValueError
    cell = _cell_noise(scale)
    raised = sum(sum(table.totals.values()) for table in tables)
    noise = cell.of_many(sum(table.cells * len(table.totals) for table in tables))
    if raised - noise.half_width < max(SHARE_THRESHOLD, raised / 2):
        return Concentration(None, None)
    return Concentration(_share_in_focus(tables, cell), _effective_number(tables, cell))


def _cell_noise(scale: float) -> _Noise:
    """Return the cumulants of a discrete Laplace variable."""
    ratio = math.exp(-1 / scale)
    variance = 2 * ratio / (1 - ratio) ** 2
    fourth_moment = 2 * ratio * (1 + 10 * ratio + ratio**2) / (1 - ratio) ** 4
    return _Noise(variance, fourth_moment - 3 * variance**2)


def _share_in_focus(tables: Sequence[AskTotals], cell: _Noise) -> ShareRange | None:
    inside, outside, cells_inside, cells_outside = 0, 0, 0, 0
    for table in tables:
        if table.in_focus is None:
            return None
        for ask, total in table.totals.items():
            if ask in table.in_focus:
                inside, cells_inside = inside + total, cells_inside + table.cells
            else:
                outside, cells_outside = outside + total, cells_outside + table.cells

    def fits(share: float) -> bool:
        of_inside = cell.of_many(cells_inside).times(1 - share)
        of_outside = cell.of_many(cells_outside).times(share)
        both = _Noise(
            of_inside.variance + of_outside.variance, of_inside.fourth + of_outside.fourth
        )
        return abs((1 - share) * inside - share * outside) <= both.half_width

    # The whole is not zero: it was held against the threshold before.
    found = _range([step / _STEPS for step in range(_STEPS + 1)], inside / (inside + outside), fits)
    return ShareRange(*found) if found else None


def _effective_number(tables: Sequence[AskTotals], cell: _Noise) -> NumberRange | None:
    totals = [sum(table.totals[ask] for table in tables) for ask in tables[0].totals]
    asks = len(totals)
    one = cell.of_many(sum(table.cells for table in tables))
    whole = one.of_many(asks)
    squares = sum(total * total for total in totals) - asks * one.variance
    square_of_sum = sum(totals) ** 2 - whole.variance
    wide = one.variance_of_square

    def fits(number: float) -> bool:
        share = 1 / number
        from_counts = 4 * one.variance * max(0.0, square_of_sum) * (asks * share**2 - share)
        from_noise = (1 - 2 * share) * asks * wide + share**2 * whole.variance_of_square
        return (squares - share * square_of_sum) ** 2 <= _Z_OF_SQUARES**2 * (
            from_counts + from_noise
        )

    value = square_of_sum / squares if squares > 0 else float(asks)
    found = _range([asks ** (step / _STEPS) for step in range(_STEPS + 1)], value, fits)
    return NumberRange(*found) if found else None


def _range(
    grid: Sequence[float], estimate: float, fits: Callable[[float], bool]
) -> tuple[float, float, float] | None:
    """Return the ends of what fits, one step further out, with the estimate between; None where all of it fits.

    The estimate fits always, also where all that fits lies between two steps.
    """
    value = min(max(estimate, grid[0]), grid[-1])
    fitting = [place for place, candidate in enumerate(grid) if fits(candidate)]
    around = bisect_left(grid, value)
    first = min([*fitting, around])
    last = max([*fitting, around - 1])
    if (first, last) == (0, len(grid) - 1):
        return None
    return grid[max(0, first - 1)], value, grid[min(len(grid) - 1, last + 1)]
