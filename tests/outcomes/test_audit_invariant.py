"""The promise measured from outside: nothing that is published tells two worlds apart by more than epsilon 2.

This is the short version; `make audit` is the long one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from unittest.mock import patch

import pytest
from hypothesis import find
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from outcomes.kinds import Query
from outcomes.statistics import counting
from outcomes.statistics.counting import Opened, TableCounts, count_table
from outcomes.statistics.parameters import EPS_LIFE, SENSITIVITY
from tests.audit.__main__ import LEAST
from tests.audit.measure import Finding, audit
from tests.audit.mutants import MUTANTS
from tests.audit.worlds import PRODUCT, PRODUCT_DELIVERY, System
from tests.outcomes.test_counting import ASKS, ENTRIES, ENTRY

# Some mutants hide in rare events, and need more runs to be caught.
SHORT, LONG = 6_000, 15_000
RARE = {"no bound on asks": LONG, "rows counted twice": LONG}


def assert_promise_is_kept(system: System, runs: int) -> Finding:
    """Fail where two worlds that differ in one entry are provably further apart than promised."""
    found = audit(system, runs)
    assert found.epsilon <= float(EPS_LIFE)
    return found


@pytest.mark.parametrize(
    ("system", "runs"),
    [(PRODUCT, 4 * LONG), (PRODUCT_DELIVERY, 2 * LONG)],
    ids=["conversations", "delivery"],
)
def test_the_release_keeps_its_promise_and_the_audit_is_sharp(system: System, runs: int) -> None:
    found = assert_promise_is_kept(system, runs)
    # An audit that proves less of a sound release is too blunt to trust.
    assert found.epsilon >= LEAST


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_a_release_that_breaks_it_is_noticed(mutant: System) -> None:
    with pytest.raises(AssertionError):
        assert_promise_is_kept(mutant, RARE.get(mutant.name, SHORT))


# -- Sensitivity -------------------------------------------------------------------------------------------

Count = Callable[[Sequence[Opened], Sequence[str]], TableCounts]


def assert_one_entry_weighs_what_it_may(count: Count) -> None:
    """Fail where one entry changes an answer by more than its noise is made for."""

    def breaks(worlds: tuple[list[Opened], Opened]) -> bool:
        others, own = worlds
        without, with_own = count(others, ASKS), count([*others, own], ASKS)
        return any(
            _distance(query, without, with_own) > most for query, most in SENSITIVITY.items()
        )

    with pytest.raises(NoSuchExample):
        raise AssertionError(find(st.tuples(ENTRIES, ENTRY), breaks))


def _distance(query: Query, one: TableCounts, other: TableCounts) -> int:
    pairs = zip(one.answers[query].values(), other.answers[query].values(), strict=True)
    return sum(abs(a - b) for a, b in pairs)


def test_one_entry_weighs_what_it_may() -> None:
    assert_one_entry_weighs_what_it_may(count_table)


def test_counting_every_ask_of_an_entry_is_noticed() -> None:
    with patch.object(counting, "M", len(ASKS)), pytest.raises(AssertionError):
        assert_one_entry_weighs_what_it_may(count_table)


def test_counting_an_entry_twice_is_noticed() -> None:
    with pytest.raises(AssertionError):
        assert_one_entry_weighs_what_it_may(
            lambda entries, asks: count_table([*entries, *entries], asks)
        )
