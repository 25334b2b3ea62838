"""Counts are exact, complete, and change by exactly three at most for one conversation."""

from __future__ import annotations

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from outcomes.kinds import ResponseClass
from outcomes.statistics.counting import (
    ConversationRefused,
    TableCounts,
    cells,
    count_table,
    countable_items,
)
from outcomes.statistics.parameters import M

ASKS = ["a", "b", "c", "d", "e"]
ITEM = st.tuples(st.sampled_from(ASKS), st.sampled_from([str(c) for c in ResponseClass]))
LOOSE = st.tuples(st.sampled_from([*ASKS, "x"]), st.sampled_from(["yes", "open", "no", "agreed"]))
CONVERSATION = st.lists(LOOSE | ITEM, max_size=7)
CONVERSATIONS = st.lists(CONVERSATION, max_size=8)


def _distance(one: TableCounts, other: TableCounts) -> int:
    return sum(abs(one.vector[cell] - other.vector[cell]) for cell in cells(ASKS))


@given(CONVERSATIONS, CONVERSATION)
def test_one_conversation_changes_counts_by_at_most_three_and_one(
    others: list[list[tuple[str, str]]], own: list[tuple[str, str]]
) -> None:
    without, with_own = count_table(others, ASKS), count_table([*others, own], ASKS)
    assert _distance(without, with_own) <= M == 3
    assert with_own.entries - without.entries in (0, 1)


def test_the_bound_of_three_is_reached() -> None:
    empty = count_table([], ASKS)
    own = find(CONVERSATION, lambda items: _distance(empty, count_table([items], ASKS)) == 3)
    assert count_table([own], ASKS).entries == 1


@given(st.lists(ITEM, min_size=1, max_size=7))
def test_the_first_three_distinct_asks_count_as_first_named(items: list[tuple[str, str]]) -> None:
    kept = countable_items(items, ASKS)
    names = list(dict.fromkeys(ask for ask, _ in items))
    assert [ask for ask, _ in kept] == names[:3]
    assert all(response_class == dict(reversed(items))[ask] for ask, response_class in kept)


@given(CONVERSATIONS)
def test_every_cell_is_there_whatever_was_logged(
    conversations: list[list[tuple[str, str]]],
) -> None:
    counts = count_table(conversations, ASKS)
    assert list(counts.vector) == cells(ASKS)
    assert len(counts.vector) == len(ASKS) * 3
    assert counts.entries + counts.refused == len(conversations)


@given(CONVERSATIONS)
def test_the_order_of_conversations_does_not_matter(
    conversations: list[list[tuple[str, str]]],
) -> None:
    assert count_table(conversations, ASKS) == count_table(conversations[::-1], ASKS)


@pytest.mark.parametrize(
    "items",
    [
        [],
        [("x", "yes")],
        [("a", "agreed")],
        [("a", "offer_affected")],
        [("a", "yes"), ("b", "yes"), ("c", "yes"), ("x", "yes")],
    ],
)
def test_a_conversation_with_anything_unknown_is_refused_whole(
    items: list[tuple[str, str]],
) -> None:
    with pytest.raises(ConversationRefused):
        countable_items(items, ASKS)
    counts = count_table([items, [("a", "yes")]], ASKS)
    assert (counts.entries, counts.refused, sum(counts.vector.values())) == (1, 1, 1)


def test_counts_are_added_up_by_ask_and_class() -> None:
    counts = count_table([[("a", "yes"), ("b", "no")], [("a", "yes")], [("a", "open")]], ASKS)
    filled = {cell: count for cell, count in counts.vector.items() if count}
    assert filled == {
        ("a", ResponseClass.YES): 2,
        ("a", ResponseClass.OPEN): 1,
        ("b", ResponseClass.NO): 1,
    }
