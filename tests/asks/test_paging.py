"""Lists are cut by weight, and nothing is lost in the cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from asks.paging import cut


@given(st.lists(st.integers(0, 30), max_size=30))
def test_every_item_stands_in_one_run_and_no_run_is_too_heavy(weights: list[int]) -> None:
    runs = cut(weights, int, 20)
    assert [weight for run in runs for weight in run] == weights
    assert all(sum(run) <= 20 or len(run) == 1 for run in runs)


def test_a_run_is_as_full_as_it_can_be() -> None:
    assert cut([10, 10, 1, 25, 5], int, 20) == [(10, 10), (1,), (25,), (5,)]


def test_without_items_there_is_one_empty_run() -> None:
    assert cut([], int, 20) == [()]
