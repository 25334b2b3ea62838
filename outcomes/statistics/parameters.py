"""The one home of the numbers a release rests on.

The method page, the API and the tests read them from here. Budgets are decimals, so that their sum
is exact; the scales that follow from them are what the mechanism is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from outcomes.kinds import ResponseClass

M = 3
"""Asks that count in one conversation: its whole weight on the response counts."""

EPS_TABLE = Decimal("1.6")
EPS_COUNT = Decimal("0.4")
EPS_LIFE = Decimal("2.0")
"""What one conversation may reveal, in all releases together, for ever."""

CLASSES = tuple(ResponseClass)
SHOW_THRESHOLD = 18
"""Below this published total, a ghost made of noise alone appears in too many tables."""

SHARE_THRESHOLD = 30
MAX_TABLES = 12
"""Labs with a table of their own; all others share one more."""

CONFIDENCE = 0.95
COUNT_SENSITIVITY = 1


class BadParameters(ValueError):
    """These parameters would promise something other than what is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseParameters:
    """Everything that shapes the noise and the showing of one release; stored with it."""

    m: int = M
    eps_table: Decimal = EPS_TABLE
    eps_count: Decimal = EPS_COUNT
    classes: tuple[ResponseClass, ...] = CLASSES
    show_threshold: int = SHOW_THRESHOLD
    share_threshold: int = SHARE_THRESHOLD

    def __post_init__(self) -> None:
        """Raise BadParameters for a budget other than EPS_LIFE or a scale that adds no noise."""
        for budget in (self.eps_table, self.eps_count):
            if not isinstance(budget, Decimal) or not budget.is_finite() or budget <= 0:
                raise BadParameters
        if self.eps_table + self.eps_count != EPS_LIFE:
            raise BadParameters
        if type(self.m) is not int or self.m < 1:
            raise BadParameters
        if not self.classes or len(set(self.classes)) != len(self.classes):
            raise BadParameters
        if self.show_threshold < 0 or self.share_threshold < self.show_threshold:
            raise BadParameters
        if self.table_scale <= 0 or self.count_scale <= 0:
            raise BadParameters

    @property
    def table_scale(self) -> float:
        """Scale of the discrete Laplace noise on each response count."""
        return float(self.m / self.eps_table)

    @property
    def count_scale(self) -> float:
        """Scale of the discrete Laplace noise on a number of entries."""
        return float(COUNT_SENSITIVITY / self.eps_count)

    def as_json(self) -> dict[str, object]:
        """Return plain values for JSON; budgets are text, so that they stay exact."""
        return {
            "m": self.m,
            "eps_table": str(self.eps_table),
            "eps_count": str(self.eps_count),
            "classes": [str(response_class) for response_class in self.classes],
            "show_threshold": self.show_threshold,
            "share_threshold": self.share_threshold,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> ReleaseParameters:
        """Read what as_json wrote; raise BadParameters for missing, extra or wrong values."""
        if set(document) != set(cls.__dataclass_fields__):
            raise BadParameters
        classes = document["classes"]
        if not isinstance(classes, list):
            raise BadParameters
        try:
            read = tuple(ResponseClass(code) for code in classes)
        except ValueError as error:
            raise BadParameters from error
        return cls(
            m=_whole(document["m"]),
            eps_table=_budget(document["eps_table"]),
            eps_count=_budget(document["eps_count"]),
            classes=read,
            show_threshold=_whole(document["show_threshold"]),
            share_threshold=_whole(document["share_threshold"]),
        )


def table_scale() -> float:
    """Return the noise scale of a response count under the fixed parameters."""
    return ReleaseParameters().table_scale


def count_scale() -> float:
    """Return the noise scale of a number of entries under the fixed parameters."""
    return ReleaseParameters().count_scale


def _whole(value: object) -> int:
    if type(value) is not int:
        raise BadParameters
    return value


def _budget(value: object) -> Decimal:
    if not isinstance(value, str):
        raise BadParameters
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise BadParameters from error
