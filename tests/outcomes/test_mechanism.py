"""The noise follows its law, and parameters that would break the promise are refused."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest

from outcomes.kinds import Kind, Query
from outcomes.statistics import parameters
from outcomes.statistics.mechanism import (
    BudgetExceeded,
    ScaleNotPositive,
    add_noise,
    check_mechanism,
)
from outcomes.statistics.parameters import BadParameters, ReleaseParameters

DRAWS = 120_000
FIXED = ReleaseParameters()


def _law(query: Query) -> tuple[float, int, Decimal]:
    kind = Kind.CONVERSATION
    return FIXED.scale(kind, query), FIXED.sensitivity(query), FIXED.epsilon(kind, query)


TABLE, COUNT = _law(Query.RESPONSES), _law(Query.ENTRIES)
# Six standard deviations: a sound mechanism fails once in a thousand million runs.
SURE = 6.0


def _probability(value: int, scale: float) -> float:
    ratio = math.exp(-1 / scale)
    return (1 - ratio) / (1 + ratio) * ratio ** abs(value)


def _misfit(draws: Sequence[int], scale: float) -> float:
    """Return how far draws are from the exact law, as a normal deviate of their chi-square.

    Tails with fewer than about ten expected draws are pooled. The cube root of chi-square over
    its degrees of freedom is close to normal (Wilson and Hilferty).
    """
    edge = next(k for k in range(1, 1000) if len(draws) * _probability(k, scale) < 10)
    seen = Counter(max(-edge, min(edge, draw)) for draw in draws)
    expected = {value: _probability(value, scale) for value in range(1 - edge, edge)}
    tail = (1 - sum(expected.values())) / 2
    expected |= {-edge: tail, edge: tail}
    total = len(draws)
    square = sum((seen[v] - total * p) ** 2 / (total * p) for v, p in expected.items())
    freedom = len(expected) - 1
    spread = 2 / (9 * freedom)
    return float(((square / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread))


def _dependence(draws: Sequence[int], scale: float) -> float:
    """Return how much oftener neighbours are equal than independent draws, as a normal deviate."""
    pairs = len(draws) // 2
    equal = sum(draws[2 * i] == draws[2 * i + 1] for i in range(pairs))
    chance = sum(_probability(value, scale) ** 2 for value in range(-200, 201))
    return (equal - pairs * chance) / math.sqrt(pairs * chance * (1 - chance))


def _laplace(source: random.Random, scale: float) -> float:
    return scale * (source.expovariate(1) - source.expovariate(1))


def _geometric(source: random.Random, scale: float) -> int:
    return math.floor(source.expovariate(1) * scale)


@pytest.mark.parametrize(("scale", "sensitivity", "epsilon"), [TABLE, COUNT])
def test_the_noise_follows_the_exact_law(scale: float, sensitivity: int, epsilon: Decimal) -> None:
    draws = add_noise([0] * DRAWS, scale, sensitivity, epsilon)
    assert _misfit(draws, scale) < SURE
    assert abs(_dependence(draws, scale)) < SURE


@pytest.mark.parametrize("factor", [0.95, 1.05])
def test_a_scale_wrong_by_a_twentieth_would_be_noticed(factor: float) -> None:
    scale, sensitivity, _ = TABLE
    draws = add_noise([0] * DRAWS, scale * factor, sensitivity, 2.0)
    assert _misfit(draws, scale) > SURE


def test_rounded_continuous_noise_would_be_noticed() -> None:
    source, scale = random.Random(1), TABLE[0]
    draws = [round(_laplace(source, scale)) for _ in range(DRAWS)]
    assert _misfit(draws, scale) > SURE


def test_reused_noise_would_be_noticed() -> None:
    source, scale = random.Random(1), TABLE[0]
    halves = [_geometric(source, scale) - _geometric(source, scale) for _ in range(DRAWS // 2)]
    reused = [draw for draw in halves for _ in range(2)]
    assert _misfit(halves, scale) < SURE
    assert _dependence(reused, scale) > SURE


def test_noise_is_added_to_every_value_in_place_and_new_each_time() -> None:
    values = [1_000_000 * i for i in range(200)]
    first, second = add_noise(values, *TABLE), add_noise(values, *TABLE)
    assert [round(noisy, -5) for noisy in first] == values
    assert first != second
    assert add_noise([], *TABLE) == []


@pytest.mark.parametrize("scale", [0.0, -1.0, math.nan, math.inf])
def test_a_scale_that_adds_no_noise_is_refused(scale: float) -> None:
    with pytest.raises(ScaleNotPositive):
        add_noise([0], scale, 1, 1.0)


@pytest.mark.parametrize(("scale", "sensitivity", "epsilon"), [TABLE, COUNT])
def test_a_mechanism_over_its_budget_is_refused(
    scale: float, sensitivity: int, epsilon: Decimal
) -> None:
    check_mechanism(scale, sensitivity, epsilon)
    with pytest.raises(BudgetExceeded):
        check_mechanism(scale * 0.999, sensitivity, epsilon)
    with pytest.raises(BudgetExceeded):
        check_mechanism(scale, sensitivity + 1, epsilon)


def test_every_kind_of_entry_costs_two_in_its_whole_life() -> None:
    for kind in Kind:
        spent = [FIXED.epsilon(kind, query) for query in FIXED.queries(kind)]
        assert sum(spent) == parameters.EPS_LIFE == 2
        for query in FIXED.queries(kind):
            assert FIXED.scale(kind, query) == pytest.approx(
                FIXED.sensitivity(query) / float(FIXED.epsilon(kind, query))
            )
    assert (FIXED.m, FIXED.sensitivity(Query.RESPONSES), FIXED.sensitivity(Query.DECIDED)) == (
        3,
        3,
        1,
    )
    assert (parameters.SHARE_THRESHOLD, parameters.MAX_TABLES) == (30, 12)


def test_parameters_read_back_from_json_in_any_order() -> None:
    document = json.loads(json.dumps(FIXED.as_json()))
    assert ReleaseParameters.from_json(document) == FIXED
    # A database keeps keys in an order of its own; the questions keep ours.
    document = json.loads(json.dumps(FIXED.as_json(), sort_keys=True))
    assert ReleaseParameters.from_json(document).queries(Kind.CONVERSATION) == tuple(Query)


def _split(*budgets: object) -> dict[str, object]:
    conversation = dict(zip(Query, budgets, strict=False))
    return {"budgets": {**parameters.BUDGETS, Kind.CONVERSATION: conversation}}


@pytest.mark.parametrize(
    "change",
    [
        _split(Decimal("1.5"), Decimal("0.3"), Decimal("0.3")),
        _split(Decimal("1.7"), Decimal("0.3"), Decimal(0)),
        _split(Decimal("2.4"), Decimal("-0.7"), Decimal("0.3")),
        _split(Decimal("Infinity"), Decimal("0.3"), Decimal("0.3")),
        _split(Decimal("NaN"), Decimal("0.3"), Decimal("0.3")),
        _split(1.4, Decimal("0.3"), Decimal("0.3")),
        _split(Decimal("1.7"), Decimal("0.3")),
        {"budgets": {Kind.CONVERSATION: parameters.BUDGETS[Kind.CONVERSATION]}},
        {"m": 0},
        {"m": True},
    ],
)
def test_parameters_that_break_the_promise_cannot_be_made(change: dict[str, object]) -> None:
    with pytest.raises(BadParameters):
        ReleaseParameters(**change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"m": "3"},
        {"budgets": 1.6},
        {"budgets": {}},
        {"budgets": {"conversation": "all"}},
        {"budgets": {"lunch": {}}},
        {"budgets": {"conversation": {"lunch": "2.0"}}},
        {"budgets": {"conversation": {"responses": 2}}},
        {"budgets": {"conversation": {"responses": "a lot"}}},
    ],
)
def test_loose_json_makes_no_parameters(change: dict[str, object]) -> None:
    with pytest.raises(BadParameters):
        ReleaseParameters.from_json(ReleaseParameters().as_json() | change)


def test_missing_json_makes_no_parameters() -> None:
    document = ReleaseParameters().as_json()
    del document["m"]
    with pytest.raises(BadParameters):
        ReleaseParameters.from_json(document)
