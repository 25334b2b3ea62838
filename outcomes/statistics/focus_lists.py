"""The focus lists, made from inputs alone: whoever has the stored inputs of a run can make its lists again.

One list holds for every lab, and each lab has one of its own. In this order an ask comes into a list:

1. pinned by a curator;
2. kept: it is in the list now, and has not stood there for two windows yet, or the window is still the same. Lists
   change between windows only, but for what a curator rules or a lab puts in place, so that people can concentrate;
3. by its score.

An ask that a curator barred is left out, and so is one without a gap: what is in place is not asked for, pinned or not.

Demand is the share of entries that raised an ask, told from published counts: the lower end of the ask's 95 % range
over the upper end of the number of entries. So it is what was surely there, and noise never steers what people are
told to ask. Where no ask of a table stands clear of noise, the table says nothing certain; then, and for asks that no
release counted yet, the share that agreed in a survey takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

from outcomes.statistics.focus import (
    FEASIBILITY_OF_EFFORT,
    GAP_OF_POSITION,
    UNKNOWN,
    FocusScore,
    focus_score,
)

OVERALL_SIZE: Final = 5
LAB_SIZE: Final = 3
OVERALL: Final = ""
"""The place of the list that holds for every lab; every other place is a lab's slug."""

Place: TypeAlias = str


class Why(StrEnum):
    """What put an ask into a list, as the catalogue's FocusReason has it."""

    SCORE = "score"
    HELD = "held"
    PINNED = "pinned"


class Ruled(StrEnum):
    """What a curator ruled, as the catalogue's RulingKind has it."""

    PIN = "pin"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a release surely says of one ask at one place: the least it was raised, and the most entries there were."""

    low: int
    entries: int

    @property
    def demand(self) -> float:
        """The least share of entries that raised the ask."""
        return min(1.0, max(0, self.low) / self.entries) if self.entries > 0 else 0.0


@dataclass(frozen=True, slots=True)
class AskInput:
    """What the catalogue says of an ask: effort, and how many of those asked in a survey agreed."""

    effort: int
    agree: int = 0
    asked: int = 0

    @property
    def agreement(self) -> float | None:
        """The share that agreed; None without a survey, or where nobody answered it."""
        return self.agree / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Standing:
    """An ask that is in a list already: since which window and which run."""

    ask: str
    since_window: str
    since_run: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a curator ruled about an ask in one list."""

    ask: str
    place: Place
    ruling: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusInputs:
    """Everything that the lists of a run are made from."""

    number: int
    window: str
    before: str | None = None
    """The last window before this one for which a list was made."""
    same_window: bool = False
    """Whether the run before this one was for this window too."""
    asks: Mapping[str, AskInput]
    labs: Sequence[str]
    positions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By lab and ask; an ask that is missing there has no known position."""
    counted: Mapping[Place, Mapping[str, Counted]] = field(default_factory=dict)
    """Places about which the release says something certain, with every ask that it counted."""
    standing: Mapping[Place, Sequence[Standing]] = field(default_factory=dict)
    rulings: Sequence[Ruling] = ()
    gaps: Mapping[str, float] = field(default_factory=lambda: dict(GAP_OF_POSITION))
    feasibilities: Mapping[int, float] = field(default_factory=lambda: dict(FEASIBILITY_OF_EFFORT))

    def as_json(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> FocusInputs:
        """Read what `as_json` wrote."""
        plain = dict(document)
        plain["asks"] = {slug: AskInput(**ask) for slug, ask in plain["asks"].items()}
        plain["counted"] = {
            place: {slug: Counted(**one) for slug, one in found.items()}
            for place, found in plain["counted"].items()
        }
        plain["standing"] = {
            place: [Standing(**one) for one in found] for place, found in plain["standing"].items()
        }
        plain["rulings"] = [Ruling(**one) for one in plain["rulings"]]
        # JSON knows no numbers as keys.
        plain["feasibilities"] = {
            int(effort): share for effort, share in plain["feasibilities"].items()
        }
        return cls(**plain)


@dataclass(frozen=True, slots=True)
class Listed:
    """One ask of a list, with every factor and why it is there."""

    ask: str
    gap: float
    feasibility: float
    demand: float
    score: float
    reason: str
    since_window: str
    since_run: int


def focus_lists(inputs: FocusInputs) -> dict[str, Any]:
    """Return every list as plain values: `{"overall": [...], "labs": {slug: [...]}}`, best score first."""
    return {
        "overall": _plain(chosen_at(inputs, OVERALL)),
        "labs": {lab: _plain(chosen_at(inputs, lab)) for lab in inputs.labs},
    }


def _plain(chosen: Iterable[Listed]) -> list[dict[str, Any]]:
    return [asdict(one) for one in chosen]


def scores_at(inputs: FocusInputs, place: Place) -> list[FocusScore]:
    """Return every ask at one place with its factors, best score first."""
    labs = [place] if place != OVERALL else inputs.labs
    scores = (
        focus_score(
            slug,
            # Without a lab every gap is that of an unknown position.
            [inputs.positions.get(lab, {}).get(slug, UNKNOWN) for lab in labs] or [UNKNOWN],
            ask.effort,
            demand_at(inputs, place, slug),
            gaps=inputs.gaps,
            feasibilities=inputs.feasibilities,
        )
        for slug, ask in inputs.asks.items()
    )
    return sorted(scores, key=lambda one: (-one.score, one.slug))


def demand_at(inputs: FocusInputs, place: Place, slug: str) -> float | None:
    """Return the demand for an ask at one place: from the release if it says anything certain, else from a survey."""
    counted = inputs.counted.get(place, {}).get(slug)
    return inputs.asks[slug].agreement if counted is None else counted.demand


def chosen_at(inputs: FocusInputs, place: Place) -> list[Listed]:
    """Return the list of one place."""
    size = OVERALL_SIZE if place == OVERALL else LAB_SIZE
    ruled = {one.ask: one.ruling for one in inputs.rulings if one.place == place}
    standing = {one.ask: one for one in inputs.standing.get(place, ())}
    open_asks = [
        one
        for one in scores_at(inputs, place)
        if one.score > 0 and ruled.get(one.slug) != Ruled.BAR
    ]
    best = {one.slug for one in open_asks[:size]}
    # Sorting keeps the order of scores within each step.
    in_order = sorted(open_asks, key=lambda one: _step(inputs, one.slug, ruled, standing))
    chosen = {one.slug for one in in_order[:size]}
    return [
        _listed(inputs, one, standing.get(one.slug), _reason(one.slug, ruled, best))
        for one in open_asks
        if one.slug in chosen
    ]


def _step(
    inputs: FocusInputs, slug: str, ruled: Mapping[str, str], standing: Mapping[str, Standing]
) -> int:
    if ruled.get(slug) == Ruled.PIN:
        return 0
    if slug not in standing:
        return 3
    # An ask whose two windows are not over makes way for a pin later than one that only ends its window.
    if standing[slug].since_window in (inputs.window, inputs.before):
        return 1
    return 2 if inputs.same_window else 3


def _reason(slug: str, ruled: Mapping[str, str], best: set[str]) -> Why:
    if ruled.get(slug) == Ruled.PIN:
        return Why.PINNED
    return Why.SCORE if slug in best else Why.HELD


def _listed(inputs: FocusInputs, one: FocusScore, stood: Standing | None, reason: Why) -> Listed:
    return Listed(
        ask=one.slug,
        gap=one.gap,
        feasibility=one.feasibility,
        demand=one.demand,
        score=one.score,
        reason=reason.value,
        since_window=stood.since_window if stood else inputs.window,
        since_run=stood.since_run if stood else inputs.number,
    )
