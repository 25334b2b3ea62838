"""Which few asks to recommend: gap x feasibility x (1 + demand), every factor kept for the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

UNKNOWN = "unknown"
"""The position of a lab about which nothing was found."""

GAP_OF_POSITION = MappingProxyType(
    {
        # Done: asking for it again would waste one of three asks.
        "in_place": 0.0,
        # Half of the way is behind the lab; a candidate can still ask for the rest.
        "partial": 0.5,
        # A promise is less than half of a practice, but it is something to be held to.
        "committed": 0.6,
        # A source looked and found nothing that outsiders could rely on, so it counts as not done.
        "not_public": 1.0,
        # Nothing was found, which is not a no: the practice may well exist. A little weight keeps
        # the ask in the running where no evidence points anywhere, and lets evidence win.
        UNKNOWN: 0.2,
        # A refusal leaves the whole way to go. It is no reason to stop asking, nor to ask more.
        "declined": 1.0,
        "reversed": 1.0,
    }
)
FEASIBILITY_OF_EFFORT = MappingProxyType(
    # Keyed by the number of the catalogue's effort: 1 low, 2 medium, 3 high. An ask that a lab can
    # grant soon does more than one that takes it years; but the hardest asks can matter most, so
    # even they keep enough weight to be chosen where the gap is whole.
    {1: 1.0, 2: 0.7, 3: 0.4}
)

# Two products of the same factors in another order may differ in the last binary digit. That must
# not decide what comes first.
_DIGITS = 9


class UnknownFactor(ValueError):
    """A position, an effort or a share of agreement that the score does not know."""


@dataclass(frozen=True, slots=True)
class FocusScore:
    """One ask with every factor of its score."""

    slug: str
    gap: float
    feasibility: float
    demand: float

    @property
    def score(self) -> float:
        """Gap x feasibility x (1 + demand): from 0 to 2."""
        return round(self.gap * self.feasibility * (1 + self.demand), _DIGITS)


def focus_score(
    slug: str,
    positions: Sequence[str],
    effort: int,
    demand: float | None = None,
    *,
    gaps: Mapping[str, float] = GAP_OF_POSITION,
    feasibilities: Mapping[int, float] = FEASIBILITY_OF_EFFORT,
) -> FocusScore:
    """Return the factors of one ask.

    Members of the catalogue's enums may be passed as they are.

    `positions` holds one lab's position for that lab's list, and every lab's for the overall
    list, where the gap is their mean. `demand` is a share, 0 to 1, and None where nobody was
    asked: unasked demand is no demand. Raise UnknownFactor for anything else.
    """
    try:
        found = [gaps[position] for position in positions]
        feasibility = feasibilities[effort]
    except KeyError as error:
        raise UnknownFactor from error
    share = 0.0 if demand is None else demand
    if not found or not 0 <= share <= 1:
        raise UnknownFactor
    return FocusScore(slug, sum(found) / len(found), feasibility, share)
