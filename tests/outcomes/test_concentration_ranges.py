"""The ranges of both figures of concentration hold the truth as often as they say, and say nothing of too little."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from outcomes.kinds import Kind, Query
from outcomes.statistics import concentration as module
from outcomes.statistics.concentration import AskTotals, concentration
from outcomes.statistics.parameters import CLASSES, ReleaseParameters

SCALE = ReleaseParameters().scale(Kind.CONVERSATION, Query.RESPONSES)
ASKS = 56
FOCUS = frozenset({"0", "1", "20"})
RUNS = 400
SHAPES = {
    "a long tail": [1 / (rank + 1) for rank in range(ASKS)],
    "five asks only": [1.0] * 5 + [0.0] * (ASKS - 5),
}


def counts(shape: Sequence[float], total: int) -> list[int]:
    return [round(total * weight / sum(shape)) for weight in shape]


def blurred(source: random.Random, truth: Sequence[int]) -> AskTotals:
    def noise() -> int:
        return int(source.expovariate(1) * SCALE) - int(source.expovariate(1) * SCALE)

    totals = {str(ask): count + sum(noise() for _ in CLASSES) for ask, count in enumerate(truth)}
    return AskTotals(totals, FOCUS, len(CLASSES))


def coverage(total: int) -> tuple[float, float, float]:
    """Return how often something was said, and how often each of the two figures was right or left unsaid."""
    said = right_share = right_number = 0
    for name, shape in SHAPES.items():
        source = random.Random(f"{name}/{total}")
        truth = counts(shape, total)
        share = sum(truth[int(ask)] for ask in FOCUS) / sum(truth)
        number = sum(truth) ** 2 / sum(count**2 for count in truth)
        for _run in range(RUNS):
            found = concentration([blurred(source, truth)], scale=SCALE)
            said += found.in_focus is not None
            right_share += found.in_focus is None or (
                found.in_focus.low <= share <= found.in_focus.high
            )
            right_number += found.effective is None or (
                found.effective.low <= number <= found.effective.high
            )
    whole = RUNS * len(SHAPES)
    return said / whole, right_share / whole, right_number / whole


@pytest.mark.parametrize(("total", "least_said"), [(100, 0), (300, 0.95), (1000, 1)])
def test_what_is_said_is_right_nineteen_times_in_twenty(total: int, least_said: float) -> None:
    said, share, number = coverage(total)
    assert said >= least_said
    assert min(share, number) >= 0.93


def test_the_same_test_notices_noise_that_is_taken_for_half_as_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = module._cell_noise
    monkeypatch.setattr(module, "_cell_noise", lambda scale: exact(scale).of_many(1).times(0.5))
    _said, share, number = coverage(300)
    assert max(share, number) < 0.93


def test_below_a_sensible_total_nothing_is_said() -> None:
    said, _share, _number = coverage(40)
    assert said < 0.02
    nothing = concentration([AskTotals({"0": 0, "1": 0}, FOCUS, 3)], scale=SCALE)
    assert (nothing.in_focus, nothing.effective) == (None, None)


def test_large_counts_give_the_plain_figures() -> None:
    table = AskTotals({"0": 60_000, "2": 30_000, "3": 10_000}, FOCUS, 3)
    found = concentration([table, table], scale=SCALE)
    assert found.in_focus is not None
    assert found.effective is not None
    assert found.in_focus.value == pytest.approx(0.6)
    assert found.effective.value == pytest.approx(1 / 0.46, rel=1e-3)
    assert found.in_focus.low < 0.6 < found.in_focus.high < found.in_focus.low + 0.01
    assert found.effective.high < found.effective.low * 1.02


def test_without_a_list_only_the_number_is_said() -> None:
    found = concentration([AskTotals({"0": 900, "2": 100}, None, 3)], scale=SCALE)
    assert found.in_focus is None
    assert found.effective is not None


def test_tables_of_different_asks_are_refused() -> None:
    tables = [AskTotals({"0": 1}, FOCUS, 3), AskTotals({"1": 1}, FOCUS, 3)]
    with pytest.raises(ValueError):  # noqa: PT011 -- it says nothing more
        concentration(tables, scale=SCALE)
