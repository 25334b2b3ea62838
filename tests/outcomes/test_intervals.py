"""Half-widths are the published ones, and hold what they say."""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.statistics.intervals import Interval, half_width, interval
from outcomes.statistics.parameters import CONFIDENCE, count_scale, table_scale

CELL, COUNT = table_scale(), count_scale()


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
