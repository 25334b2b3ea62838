"""Half-widths are the published ones, and hold what they say."""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.statistics.intervals import Interval, half_width, interval, show_threshold
from outcomes.statistics.parameters import CONFIDENCE, GHOST_CHANCE

CELL, COUNT = 1.875, 2.5  # The scales of the figures in privacy.md 9.


@pytest.mark.parametrize(
    ("scales", "width"),
    [
        ([CELL], 6),
        ([CELL] * 2, 8),
        ([CELL] * 3, 9),
        ([CELL] * 6, 13),
        ([CELL] * 12, 18),
        ([CELL] * 39, 32),
        ([COUNT], 7),
        ([], 0),
    ],
)
def test_the_half_widths_are_those_of_the_method_page(scales: list[float], width: int) -> None:
    assert half_width(scales) == width


def _law(scale: float, reach: int) -> dict[int, float]:
    ratio = math.exp(-1 / scale)
    return {k: (1 - ratio) / (1 + ratio) * ratio ** abs(k) for k in range(-reach, reach + 1)}


@pytest.mark.parametrize("scales", [(CELL, COUNT), (CELL, CELL), (0.3, 5.0)])
def test_a_half_width_is_the_smallest_that_holds(scales: tuple[float, float]) -> None:
    first, second = (_law(scale, 150) for scale in scales)
    width = half_width(scales)

    def held(bound: int) -> float:
        pairs = product(first, second)
        return sum(first[a] * second[b] for a, b in pairs if abs(a + b) <= bound)

    assert held(width - 1) < CONFIDENCE <= held(width)


@given(st.lists(st.floats(min_value=0.2, max_value=5), max_size=6))
def test_the_order_of_parts_does_not_matter_and_more_parts_are_wider(
    scales: list[float],
) -> None:
    widths = [half_width(scales[:size]) for size in range(len(scales) + 1)]
    assert all(narrow <= wide for narrow, wide in pairwise(widths))
    assert half_width(scales[::-1]) == widths[-1]


def test_an_interval_keeps_the_raw_integer_and_a_page_shows_nothing_below_zero() -> None:
    raw = interval(-2, [CELL])
    assert raw == Interval(-8, -2, 4)
    assert raw.clipped() == Interval(0, 0, 4)
    assert interval(-20, [CELL]).clipped() == Interval(0, 0, 0)
    assert interval(30, [CELL] * 3).clipped() == Interval(21, 30, 39)


@pytest.mark.parametrize("scales", [(CELL,), (CELL, CELL), (COUNT, 0.7)])
@pytest.mark.parametrize("asks", [1, 4, 56])
def test_from_the_threshold_on_a_table_rarely_shows_what_nobody_raised(
    scales: tuple[float, ...], asks: int
) -> None:
    chances = {0: 1.0}
    for scale in scales:
        law = _law(scale, 60)
        sums: dict[int, float] = {}
        for (a, p), (b, q) in product(chances.items(), law.items()):
            sums[a + b] = sums.get(a + b, 0.0) + p * q
        chances = sums

    def ghost(threshold: int) -> float:
        reached = sum(p for total, p in chances.items() if total >= threshold)
        return 1 - (1 - reached) ** asks

    threshold = show_threshold(scales, asks)
    assert ghost(threshold) <= GHOST_CHANCE < ghost(threshold - 1)


def test_the_threshold_of_a_table_of_56_asks_is_the_one_of_the_design() -> None:
    assert show_threshold([CELL] * 3, 56) == 18
    with pytest.raises(ValueError, match="0"):
        show_threshold([CELL], 0)
