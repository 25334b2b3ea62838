"""The share of one number in a whole, when both are blurred."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.statistics.intervals import Interval
from outcomes.statistics.parameters import SHARE_THRESHOLD


@dataclass(frozen=True, slots=True)
class Share:
    """A share in whole percents, with a range that is rounded outwards."""

    low: int
    value: int
    high: int


def share_of(part: Interval, rest: Interval) -> Share | None:
    """Return the share of `part` in `part` and `rest` together; None below SHARE_THRESHOLD of both.

    The range is that of arithmetic with ranges: the share grows with the part and falls with the rest, so its ends
    lie where one is at its upper end and the other at its lower. That takes both to err in the unluckiest way at
    once, so the range holds the true share at least as often as each of the two holds its own.
    """
    if part.value + rest.value < SHARE_THRESHOLD:
        return None
    low = _ratio(part.low, rest.high)
    high = _ratio(part.high, rest.low)
    value = round(100 * _ratio(part.value, rest.value))
    return Share(int(100 * low), value, -int(-100 * high // 1))


def _ratio(part: int, rest: int) -> float:
    part, rest = max(0, part), max(0, rest)
    return part / (part + rest) if part + rest else 0.0
