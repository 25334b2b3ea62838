"""From opened entries to exact counts: the last step before noise, and the only exact one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from outcomes.kinds import Kind, Query
from outcomes.statistics.parameters import ANSWERS, DECISIONS, M

Cell = tuple[str, str]
"""An ask and what is counted of it: an answer, or a decision."""

ENTRIES_CELL: Cell = ("", "")


class EntryRefused(ValueError):
    """An entry names nothing, or an ask, answer or decision that its table does not have."""


class Opened(NamedTuple):
    """What one entry says: pairs of an ask and an answer, and at most one ask that decided the offer."""

    items: Sequence[tuple[str, str]]
    decided: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TableCounts:
    """Exact counts of one table. They are never stored or shown; only their noisy image is."""

    answers: dict[Query, dict[Cell, int]] = field(default_factory=dict)
    """Every cell of every question, zeros too, always in the same order."""
    refused: int = 0
    """Entries left out of all of them; a figure for the one who runs the release alone."""


def cells(asks: Sequence[str], kind: Kind, query: Query) -> list[Cell]:
    """Return every cell of a question in its fixed order: by ask as listed, then by answer."""
    if query is Query.ENTRIES:
        return [ENTRIES_CELL]
    columns: Sequence[str] = DECISIONS if query is Query.DECIDED else ANSWERS[kind]
    return [(ask, str(column)) for ask in asks for column in columns]


def counted_items(
    items: Sequence[tuple[str, str]], asks: Iterable[str], kind: Kind = Kind.CONVERSATION
) -> list[Cell]:
    """Return the cells that one entry adds to: its first three distinct asks.

    Raise EntryRefused if there is no item or any item is unknown to the table. An ask
    that comes twice counts as it was first named.
    """
    known, columns = frozenset(asks), ANSWERS[kind]
    kept: dict[str, str] = {}
    for ask, code in items:
        if ask not in known or code not in columns:
            raise EntryRefused
        kept.setdefault(ask, code)
    if not kept:
        raise EntryRefused
    return list(kept.items())[:M]


def counted_decision(opened: Opened, counted: Sequence[Cell], kind: Kind) -> list[Cell]:
    """Return the one cell of the deciding ask, or none.

    Raise EntryRefused for an ask that was not raised, an unknown decision, or one in an entry about delivery.
    """
    if opened.decided is None:
        return []
    ask, code = opened.decided
    if kind is not Kind.CONVERSATION or code not in DECISIONS:
        raise EntryRefused
    if all(raised != ask for raised, _ in counted):
        raise EntryRefused
    return [(ask, code)]


class TableCounter:
    """Counts the entries of one table over the window's own list of asks, one by one, and keeps none of them.

    Adding or removing one entry changes the responses by at most M in sum of absolute differences, and the
    deciding asks and the number of entries by at most one. The noise is calibrated to that.
    """

    def __init__(
        self,
        asks: Sequence[str],
        *,
        kind: Kind = Kind.CONVERSATION,
        queries: Sequence[Query] = tuple(Query),
    ) -> None:
        self._known, self._kind = frozenset(asks), kind
        self._answers = {query: dict.fromkeys(cells(asks, kind, query), 0) for query in queries}
        self._refused = 0

    def add(self, opened: Opened) -> None:
        """Count one entry, or leave out the whole of it if any part names what the table does not have."""
        try:
            responses = counted_items(opened.items, self._known, self._kind)
            decided = counted_decision(opened, responses, self._kind)
        except EntryRefused:
            self._refused += 1
            return
        parts = {Query.RESPONSES: responses, Query.DECIDED: decided, Query.ENTRIES: [ENTRIES_CELL]}
        for query, answer in self._answers.items():
            for cell in parts[query]:
                answer[cell] += 1

    def counts(self) -> TableCounts:
        """Return what was counted; the counter is not to be used any more."""
        return TableCounts(self._answers, self._refused)


def count_table(
    entries: Iterable[Opened],
    asks: Sequence[str],
    *,
    kind: Kind = Kind.CONVERSATION,
    queries: Sequence[Query] = tuple(Query),
) -> TableCounts:
    """Count all entries of one table, as `TableCounter` does."""
    counter = TableCounter(asks, kind=kind, queries=queries)
    for opened in entries:
        counter.add(opened)
    return counter.counts()
