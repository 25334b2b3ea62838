"""From opened conversations to exact counts: the last step before noise, and the only exact one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outcomes.kinds import ResponseClass
from outcomes.statistics.parameters import CLASSES, M

Cell = tuple[str, ResponseClass]


class ConversationRefused(ValueError):
    """A conversation names nothing, or an ask or class that the window does not have."""


@dataclass(frozen=True, slots=True)
class TableCounts:
    """Exact counts of one table. They are never stored or shown; only their noisy image is."""

    vector: dict[Cell, int]
    """Every cell of the window's asks and classes, zeros too, always in the same order."""
    entries: int
    refused: int = 0
    """Conversations left out of both; a figure for the one who runs the release alone."""


def cells(asks: Sequence[str]) -> list[Cell]:
    """Return every cell of a table in its fixed order: by ask as listed, then by class."""
    return [(ask, response_class) for ask in asks for response_class in CLASSES]


def countable_items(items: Sequence[tuple[str, str]], asks: Iterable[str]) -> list[Cell]:
    """Return the cells that one conversation adds to: its first three distinct asks.

    Raise ConversationRefused if there is no item or any item is unknown to the window. An ask
    that comes twice counts as it was first named.
    """
    known = frozenset(asks)
    kept: dict[str, ResponseClass] = {}
    for ask, code in items:
        if ask not in known or code not in list(CLASSES):
            raise ConversationRefused
        kept.setdefault(ask, ResponseClass(code))
    if not kept:
        raise ConversationRefused
    return list(kept.items())[:M]


def count_table(
    conversations: Iterable[Sequence[tuple[str, str]]], asks: Sequence[str]
) -> TableCounts:
    """Count the conversations of one table over the window's own list of asks.

    Adding or removing one conversation changes the vector by at most M in sum of absolute
    differences, and the number of entries by at most one. The noise is calibrated to that.
    """
    known = frozenset(asks)
    vector = dict.fromkeys(cells(asks), 0)
    entries = refused = 0
    for items in conversations:
        try:
            counted = countable_items(items, known)
        except ConversationRefused:
            refused += 1
            continue
        entries += 1
        for cell in counted:
            vector[cell] += 1
    return TableCounts(vector, entries, refused)
