"""The one home of the numbers a release rests on.

The method page, the API and the tests read them from here. Budgets are decimals, so that their sum
is exact; the scales that follow from them are what the mechanism is given.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType

from outcomes.kinds import Decision, Kept, Kind, Query, ResponseClass

M = 3
"""Asks that count in one entry: its whole weight on the response counts."""

EPS_LIFE = Decimal("2.0")
"""What one entry may reveal, in all releases together, for ever."""

BUDGETS: Mapping[Kind, Mapping[Query, Decimal]] = MappingProxyType(
    {
        Kind.CONVERSATION: MappingProxyType(
            {
                Query.RESPONSES: Decimal("1.4"),
                Query.DECIDED: Decimal("0.4"),
                Query.ENTRIES: Decimal("0.2"),
            }
        ),
        Kind.DELIVERY: MappingProxyType(
            {Query.RESPONSES: Decimal("1.6"), Query.ENTRIES: Decimal("0.4")}
        ),
    }
)
"""How the budget of one entry is split over the questions asked of it.

`simulate_release` chose it (`release_simulated` holds what it measured). 1.4 is the least of the tried budgets with
which a table of 100 names three of four top asks, and the share of yes within five points, even where no ask stands
out. Of the rest the deciding ask gets twice what the number of entries gets: it is counted in small numbers and is of
no use below some 200 entries at all, while a number of entries that is known to 15 says what its readers need, namely
what size of table they look at. Delivery asks no deciding ask.
"""

SENSITIVITY: Mapping[Query, int] = MappingProxyType(
    {Query.RESPONSES: M, Query.DECIDED: 1, Query.ENTRIES: 1}
)
"""The most that one entry can change the answer to a question, in sum of absolute differences."""

CLASSES = tuple(ResponseClass)
ANSWERS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {Kind.CONVERSATION: CLASSES, Kind.DELIVERY: tuple(Kept)}
)
"""The columns of a table of responses, by kind."""

DECISIONS = tuple(Decision)

GHOST_CHANCE = 0.05
"""How often a table may show an ask that nobody raised: its total is then noise alone."""

SHARE_THRESHOLD = 30
"""Shares are given only from totals of so many."""

MAX_TABLES = 12
"""Labs with a table of their own; all others share one more."""

CONFIDENCE = 0.95

Budgets = Mapping[Kind, Mapping[Query, Decimal]]


class BadParameters(ValueError):
    """These parameters would promise something other than what is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParameters:
    """Everything that shapes the noise of one release; stored with it."""

    m: int = M
    budgets: Budgets = field(default_factory=lambda: BUDGETS)

    def __post_init__(self) -> None:
        """Raise BadParameters for budgets of a kind that are not EPS_LIFE together, or a scale without noise."""
        if type(self.m) is not int or self.m < 1:
            raise BadParameters
        if set(self.budgets) != set(BUDGETS):
            raise BadParameters
        for kind, split in self.budgets.items():
            _check_split(split, BUDGETS[kind])

    def queries(self, kind: Kind) -> tuple[Query, ...]:
        """Return the questions asked of each table of a kind."""
        return tuple(self.budgets[kind])

    def epsilon(self, kind: Kind, query: Query) -> Decimal:
        """Return what one question about a table of this kind costs each of its entries."""
        return self.budgets[kind][query]

    def sensitivity(self, query: Query) -> int:
        """Return the most that one entry changes an answer, in sum of absolute differences."""
        return self.m if query is Query.RESPONSES else SENSITIVITY[query]

    def scale(self, kind: Kind, query: Query) -> float:
        """Return the scale of the discrete Laplace noise on each cell of an answer.

        Rounded up: a scale one binary digit too small would already cost more than the budget.
        """
        exact = Fraction(self.sensitivity(query)) / Fraction(float(self.epsilon(kind, query)))
        scale = float(exact)
        return scale if scale >= exact else math.nextafter(scale, math.inf)

    def as_json(self) -> dict[str, object]:
        """Return plain values for JSON; budgets are text, so that they stay exact."""
        return {
            "m": self.m,
            "budgets": {
                str(kind): {str(query): str(budget) for query, budget in split.items()}
                for kind, split in self.budgets.items()
            },
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> ReleaseParameters:
        """Read what as_json wrote; raise BadParameters for missing, extra or wrong values."""
        if set(document) != set(cls.__dataclass_fields__):
            raise BadParameters
        return cls(m=_whole(document["m"]), budgets=_budgets(document["budgets"]))


def _check_split(split: Mapping[Query, Decimal], wanted: Mapping[Query, Decimal]) -> None:
    """Raise BadParameters unless the same questions are asked, each has a budget, and none is left over."""
    if list(split) != list(wanted):
        raise BadParameters
    for budget in split.values():
        if not isinstance(budget, Decimal) or not budget.is_finite() or budget <= 0:
            raise BadParameters
    if sum(split.values()) != EPS_LIFE:
        raise BadParameters


def _whole(value: object) -> int:
    if type(value) is not int:
        raise BadParameters
    return value


def _budgets(value: object) -> Budgets:
    if not isinstance(value, dict):
        raise BadParameters
    try:
        return {
            Kind(kind): {Query(query): _budget(split[query]) for query in _in_order(split)}
            for kind, split in value.items()
        }
    except ValueError as error:
        raise BadParameters from error


def _in_order(split: object) -> list[str]:
    """Return the questions of a split in our order: JSON in a database keeps none."""
    if not isinstance(split, dict):
        raise BadParameters
    return sorted(split, key=[str(query) for query in Query].index)


def _budget(value: object) -> Decimal:
    if not isinstance(value, str):
        raise BadParameters
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise BadParameters from error
