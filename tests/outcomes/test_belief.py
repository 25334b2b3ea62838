"""What readers may conclude: the bounds follow from the budget, the usual case from the law of the noise."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kinds import Kind, Query
from outcomes.statistics.belief import (
    Law,
    at_most,
    law_for_who_knows_the_rest,
    law_for_who_knows_the_usual,
    picked_out,
    reached_once_in,
    usually,
)
from outcomes.statistics.mechanism import add_noise
from outcomes.statistics.parameters import EPS_LIFE, ReleaseParameters

PARAMETERS = ReleaseParameters()
KNOWS_ALL = law_for_who_knows_the_rest(PARAMETERS)
PRIORS = (0.1, 0.3, 0.5)
SHARES = (0.1, 0.08, 0.05, 0.02, 1.0)


def percent(chance: float) -> int:
    return round(100 * chance)


def chance_if_not(law: Law) -> float:
    """Return the chances of all that can be published if the person did not log: together, one."""
    return sum(chance * math.exp(-weight) for weight, chance in law.items())


def test_the_bounds_are_those_that_were_promised() -> None:
    assert [percent(at_most(prior)) for prior in PRIORS] == [45, 76, 88]


def test_two_entries_cost_twice_and_no_chance_is_refused() -> None:
    assert at_most(0.1, 2) == pytest.approx(at_most(at_most(0.1)))
    for prior in (0.0, 1.0):
        with pytest.raises(ValueError, match=str(prior)):
            at_most(prior)


def test_the_usual_case_of_two_questions_is_the_one_of_the_design() -> None:
    # Delivery is counted as the prototype's conversations were: 1.6 for three asks, 0.4 for the number.
    law = law_for_who_knows_the_rest(PARAMETERS, Kind.DELIVERY)
    assert [percent(usually(prior, law)) for prior in PRIORS] == [19, 43, 60]
    assert percent(picked_out(law, 0.05)) == 25


def test_the_most_telling_outcome_reaches_the_bound_and_none_goes_beyond() -> None:
    assert max(KNOWS_ALL) == pytest.approx(float(EPS_LIFE))
    assert min(KNOWS_ALL) == pytest.approx(-float(EPS_LIFE))


@pytest.mark.parametrize(
    "law",
    [
        KNOWS_ALL,
        law_for_who_knows_the_rest(PARAMETERS, Kind.DELIVERY),
        law_for_who_knows_the_usual(PARAMETERS, 49, SHARES),
    ],
)
def test_the_chances_of_a_law_are_one_whether_or_not_the_person_logged(law: Law) -> None:
    assert sum(law.values()) == pytest.approx(1, abs=1e-4)
    assert chance_if_not(law) == pytest.approx(1, abs=3e-3)  # Weights are rounded to hundredths.


@given(st.floats(0.01, 0.99))
def test_belief_rises_on_average_and_stays_below_the_bound(prior: float) -> None:
    assert prior < usually(prior, KNOWS_ALL) < at_most(prior)


def test_who_knows_less_concludes_less() -> None:
    beliefs = [
        usually(0.3, law_for_who_knows_the_usual(PARAMETERS, others, SHARES))
        for others in (5, 49, 400)
    ]
    assert usually(0.3, KNOWS_ALL) > beliefs[0]
    assert all(more > less for more, less in pairwise(beliefs))


def test_an_entry_that_holds_less_tells_less() -> None:
    fewer = law_for_who_knows_the_rest(PARAMETERS, asks=1)
    assert usually(0.3, fewer) < usually(0.3, KNOWS_ALL)


def test_what_is_reached_once_in_twenty_is_reached_so_often() -> None:
    belief = reached_once_in(0.3, KNOWS_ALL, 20)
    weight = math.log(belief / (1 - belief)) - math.log(0.3 / 0.7)
    above = sum(chance for found, chance in KNOWS_ALL.items() if found > weight + 1e-6)
    reached = sum(chance for found, chance in KNOWS_ALL.items() if found > weight - 1e-6)
    assert above < 1 / 20 <= reached


def test_the_best_test_is_the_one_of_neyman_and_pearson() -> None:
    coin: Law = {1.0: math.e / (1 + math.e), -1.0: 1 / (1 + math.e)}
    assert picked_out(coin, 1 / (1 + math.e)) == pytest.approx(math.e / (1 + math.e))
    assert picked_out(coin, 0.1) == pytest.approx(0.1 * math.e)
    assert picked_out(coin, 1.0) == pytest.approx(1.0)


def averaged(cells: Sequence[tuple[list[int], float]], prior: float) -> float:
    """Return the mean belief of a reader who works it out from published counts of zero others."""
    ones = zip(*(drawn for drawn, _ in cells), strict=True)
    total = 0.0
    for published in ones:
        weight = sum(
            (abs(count) - abs(count - 1)) / scale
            for count, (_, scale) in zip(published, cells, strict=True)
        )
        odds = prior / (1 - prior) * math.exp(weight)
        total += odds / (1 + odds)
    return total / len(cells[0][0])


def test_the_law_is_the_one_of_the_mechanism_that_draws_the_noise() -> None:
    runs, cells = 20_000, []
    for query in PARAMETERS.queries(Kind.CONVERSATION):
        scale = PARAMETERS.scale(Kind.CONVERSATION, query)
        # The runs are published together here, so the budget checked is that of one cell in them.
        for _ in range(PARAMETERS.m if query is Query.RESPONSES else 1):
            drawn = add_noise([1] * runs, scale, sensitivity=1, epsilon=Decimal("2.0"))
            cells.append((drawn, scale))
    assert averaged(cells, 0.3) == pytest.approx(usually(0.3, KNOWS_ALL), abs=0.008)
