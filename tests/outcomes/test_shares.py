"""The range of a share holds the true one as often as it says, whatever the counts are."""

from __future__ import annotations

import math
import random

import pytest

from outcomes.statistics.intervals import interval
from outcomes.statistics.parameters import CONFIDENCE
from outcomes.statistics.shares import Share, share_of

SCALE = 3 / 1.4
TRIES = 4000


def _noise(source: random.Random, cells: int) -> int:
    """Draw the noise of a sum of cells: each is the difference of two geometric variables."""
    ratio = math.exp(-1 / SCALE)
    draws = [math.floor(math.log(1 - source.random()) / math.log(ratio)) for _ in range(2 * cells)]
    return sum(draws[:cells]) - sum(draws[cells:])


def _covered(part: int, rest: int, *, narrow: int = 0) -> float:
    """Return how often the range holds the true share, of those times that it is shown."""
    source = random.Random(part * 1000 + rest)
    held = shown = 0
    for _ in range(TRIES):
        first = interval(part + _noise(source, 1), [SCALE])
        second = interval(rest + _noise(source, 2), [SCALE] * 2)
        found = share_of(first, second)
        if found is not None:
            shown += 1
            truth = 100 * part / (part + rest)
            held += found.low + narrow <= truth <= found.high - narrow
    return held / shown


@pytest.mark.parametrize(("part", "rest"), [(20, 15), (50, 50), (5, 60), (60, 5), (0, 40), (40, 0)])
def test_the_range_holds_the_true_share_at_least_as_often_as_it_says(part: int, rest: int) -> None:
    assert _covered(part, rest) >= CONFIDENCE - 0.01  # One hundredth for the luck of 4000 tries.


def test_a_range_that_is_too_narrow_is_seen_to_be_so() -> None:
    assert _covered(20, 15, narrow=12) < CONFIDENCE - 0.01


def test_the_ends_are_rounded_outwards_and_stay_within_all_and_nothing() -> None:
    assert share_of(interval(40, [SCALE]), interval(-8, [SCALE] * 2)) == Share(97, 100, 100)
    found = share_of(interval(-3, [SCALE]), interval(60, [SCALE] * 2))
    assert found is not None
    assert (found.low, found.value) == (0, 0)


def test_below_thirty_there_is_no_share() -> None:
    assert share_of(interval(20, [SCALE]), interval(9, [SCALE])) is None
    assert share_of(interval(20, [SCALE]), interval(10, [SCALE])) is not None
