"""Counts are exact, complete, and change by exactly the sensitivities at most for one entry."""

from __future__ import annotations

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from outcomes.kinds import Decision, Kept, Kind, Query, ResponseClass
from outcomes.statistics.counting import (
    Opened,
    TableCounts,
    cells,
    count_table,
    counted_items,
)
from outcomes.statistics.parameters import SENSITIVITY

ASKS = ["a", "b", "c", "d", "e"]
ITEM = st.tuples(st.sampled_from(ASKS), st.sampled_from([str(c) for c in ResponseClass]))
LOOSE = st.tuples(st.sampled_from([*ASKS, "x"]), st.sampled_from(["yes", "open", "kept", "agreed"]))
DECIDED = st.tuples(st.sampled_from([*ASKS, "x"]), st.sampled_from([*map(str, Decision), "liked"]))
ENTRY = st.builds(Opened, st.lists(LOOSE | ITEM, max_size=7), st.none() | DECIDED)
ENTRIES = st.lists(ENTRY, max_size=8)
KINDS = st.sampled_from(Kind)


def _distance(query: Query, one: TableCounts, other: TableCounts) -> int:
    pairs = zip(one.answers[query].values(), other.answers[query].values(), strict=True)
    return sum(abs(a - b) for a, b in pairs)


def _number(counts: TableCounts) -> int:
    [number] = counts.answers[Query.ENTRIES].values()
    return number


def _filled(counts: TableCounts, query: Query) -> dict[tuple[str, str], int]:
    return {cell: count for cell, count in counts.answers[query].items() if count}


@given(ENTRIES, ENTRY, KINDS)
def test_one_entry_changes_no_answer_by_more_than_its_sensitivity(
    others: list[Opened], own: Opened, kind: Kind
) -> None:
    without = count_table(others, ASKS, kind=kind)
    with_own = count_table([*others, own], ASKS, kind=kind)
    for query, most in SENSITIVITY.items():
        assert _distance(query, without, with_own) <= most
    assert _number(with_own) - _number(without) in (0, 1)


@pytest.mark.parametrize(("query", "most"), SENSITIVITY.items())
def test_each_bound_is_reached(query: Query, most: int) -> None:
    empty = count_table([], ASKS)
    own = find(ENTRY, lambda entry: _distance(query, empty, count_table([entry], ASKS)) == most)
    assert _number(count_table([own], ASKS)) == 1


@given(st.lists(ITEM, min_size=1, max_size=7))
def test_the_first_three_distinct_asks_count_as_first_named(items: list[tuple[str, str]]) -> None:
    kept = counted_items(items, ASKS)
    names = list(dict.fromkeys(ask for ask, _ in items))
    assert [ask for ask, _ in kept] == names[:3]
    assert all(answer == dict(reversed(items))[ask] for ask, answer in kept)


@given(ENTRIES, KINDS)
def test_every_cell_is_there_whatever_was_logged(entries: list[Opened], kind: Kind) -> None:
    counts = count_table(entries, ASKS, kind=kind)
    for query in Query:
        assert list(counts.answers[query]) == cells(ASKS, kind, query)
    assert [len(counts.answers[query]) for query in Query] == [15, 10, 1]
    assert _number(counts) + counts.refused == len(entries)


@given(ENTRIES)
def test_the_order_of_entries_does_not_matter(entries: list[Opened]) -> None:
    assert count_table(entries, ASKS) == count_table(entries[::-1], ASKS)


@pytest.mark.parametrize(
    "entry",
    [
        Opened([]),
        Opened([("x", "yes")]),
        Opened([("a", "agreed")]),
        Opened([("a", "offer_affected")]),
        Opened([("a", "kept")]),
        Opened([("a", "yes"), ("b", "yes"), ("c", "yes"), ("x", "yes")]),
        Opened([("a", "yes")], ("b", "joined_for")),
        Opened([("a", "yes")], ("a", "liked")),
        Opened([("a", "yes"), ("b", "no"), ("c", "no"), ("d", "no")], ("d", "joined_for")),
    ],
)
def test_an_entry_with_anything_unknown_is_refused_whole(entry: Opened) -> None:
    counts = count_table([entry, Opened([("a", "yes")])], ASKS)
    assert (_number(counts), counts.refused) == (1, 1)
    assert _filled(counts, Query.RESPONSES) == {("a", "yes"): 1}
    assert _filled(counts, Query.DECIDED) == {}


def test_an_entry_about_delivery_says_what_was_kept_and_decides_nothing() -> None:
    kept, broken = Opened([("a", Kept.KEPT)]), Opened([("a", Kept.BROKEN), ("b", Kept.PARTLY)])
    wrong = [Opened([("a", "yes")]), Opened([("a", "kept")], ("a", "joined_for"))]
    counts = count_table([kept, broken, *wrong], ASKS, kind=Kind.DELIVERY)
    assert (_number(counts), counts.refused) == (2, 2)
    assert _filled(counts, Query.RESPONSES) == {
        ("a", "kept"): 1,
        ("a", "broken"): 1,
        ("b", "partly"): 1,
    }


def test_counts_are_added_up_by_ask_and_answer() -> None:
    counts = count_table(
        [
            Opened([("a", "yes"), ("b", "no")], ("b", "turned_down_over")),
            Opened([("a", "yes")], ("a", "joined_for")),
            Opened([("a", "open")]),
        ],
        ASKS,
    )
    assert _filled(counts, Query.RESPONSES) == {("a", "yes"): 2, ("a", "open"): 1, ("b", "no"): 1}
    assert _filled(counts, Query.DECIDED) == {("b", "turned_down_over"): 1, ("a", "joined_for"): 1}
