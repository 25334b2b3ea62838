"""Two worlds that differ in one entry, and what each would publish, many times over.

The product's own counting and blurring make the numbers. One call blurs many runs side by side: its noise
falls on every cell alike and anew (invariant 1), so a run does not notice its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from outcomes.kinds import Decision, Kept, Kind, Query, ResponseClass
from outcomes.statistics.blurring import blurred
from outcomes.statistics.counting import Cell, Opened, TableCounts, cells, count_table
from outcomes.statistics.intervals import show_threshold
from outcomes.statistics.parameters import CLASSES, ReleaseParameters

YES, OPEN, NO = (answer.value for answer in ResponseClass)
PARAMETERS = ReleaseParameters()
SCALE = PARAMETERS.scale(Kind.CONVERSATION, Query.RESPONSES)
# Of a table of two asks: worlds are small, since every cell that no entry touches only costs time.
THRESHOLD = show_threshold([SCALE] * len(CLASSES), 2)

Place = tuple[Query, Cell]
Columns = Mapping[Place, Sequence[int]]
"""What was published, by cell: one number a run."""


@dataclass(frozen=True, slots=True)
class Worlds:
    """All entries but one, and that one: what somebody knows who knows everything but the last bit."""

    others: tuple[Opened, ...]
    target: Opened
    asks: tuple[str, ...]
    kind: Kind = Kind.CONVERSATION

    @property
    def touched(self) -> list[Place]:
        """The cells that the target adds to if it is counted as it stands."""
        places: list[Place] = [
            (Query.RESPONSES, (ask, answer)) for ask, answer in self.target.items
        ]
        if self.target.decided:
            places.append((Query.DECIDED, self.target.decided))
        return [*places, (Query.ENTRIES, ("", ""))]

    @property
    def beside(self) -> list[Place]:
        """A cell of each question that the target does not add to: noise that cells share shows beside it."""
        return [
            next((query, cell) for cell in found if (query, cell) not in self.touched)
            for query in PARAMETERS.queries(self.kind)
            if len(found := cells(self.asks, self.kind, query)) > 1
        ]

    def count(self, entries: Sequence[Opened]) -> TableCounts:
        """Count as the product does."""
        queries = PARAMETERS.queries(self.kind)
        return count_table(entries, self.asks, kind=self.kind, queries=queries)

    def publish(
        self,
        exact: TableCounts,
        runs: int,
        watched: Sequence[Place],
        parameters: ReleaseParameters = PARAMETERS,
    ) -> Columns:
        """Return what so many releases of the same counts publish in some cells, by the product's own blurring."""
        copies = TableCounts(
            {
                query: {
                    (f"{run} {ask}", answer): number
                    for (ask, answer), number in numbers.items()
                    if (query, (ask, answer)) in watched
                    for run in range(runs)
                }
                for query, numbers in exact.answers.items()
            }
        )
        columns: dict[Place, list[int]] = {place: [] for place in watched}
        for query, (name, answer), number in blurred(copies, parameters, self.kind):
            columns[query, (name.partition(" ")[2], answer)].append(number)
        return columns


def _others() -> tuple[Opened, ...]:
    """Put the first ask one entry short of the threshold for showing, and leave the others' cells empty.

    A mutant that decides by true counts, or that spares empty cells the noise, then has somewhere to fail.
    """
    return (Opened([("a", YES)]),) * (THRESHOLD - 1)


USUAL = Worlds(
    _others(),
    Opened([("a", YES), ("b", NO), ("c", OPEN)], ("a", Decision.TURNED_DOWN_OVER.value)),
    ("a", "b", "c"),
)
CROWDED = Worlds(
    _others(),
    Opened([(ask, YES) for ask in "abcdefghij"], ("a", Decision.TURNED_DOWN_OVER.value)),
    tuple("abcdefghij"),
)
"""The target raises ten asks, of which three may count."""


DELIVERED = Worlds(
    (Opened([("a", Kept.KEPT.value)]),) * (THRESHOLD - 1),
    Opened([("a", Kept.KEPT.value), ("b", Kept.BROKEN.value), ("c", Kept.PARTLY.value)]),
    ("a", "b", "c"),
    Kind.DELIVERY,
)

Count = Callable[[Worlds, Sequence[Opened]], TableCounts]
Publish = Callable[[Worlds, TableCounts, int, Sequence[Place]], Columns]


@dataclass(frozen=True, slots=True)
class System:
    """Something that publishes: the product, or a mutant of it."""

    name: str
    worlds: Worlds = USUAL
    count: Count = Worlds.count
    publish: Publish = Worlds.publish

    def releases(self, entries: Sequence[Opened], runs: int) -> Columns:
        """Return so many releases of a world that holds these entries, as far as the auditor watches."""
        watched = [*self.worlds.touched, *self.worlds.beside]
        return self.publish(self.worlds, self.count(self.worlds, entries), runs, watched)


PRODUCT = System("the product")
PRODUCT_DELIVERY = System("the product, entries about delivery", DELIVERED)
