"""Which asks the filters let through, and how many each option that was not chosen would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from asks.candidates import AskFilter, Candidate
from asks.kinds import Effort

NOTHING_FOUND = "nothing_found"

# By the name of a form field: how many asks each of its options would leave.
Facets = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Choice:
    """What the filters make of the candidates."""

    asks: Sequence[Candidate]
    facets: Facets
    without: Mapping[str, int]
    """How many asks there would be without each filter that is on."""


def choose(
    candidates: Sequence[Candidate],
    chosen: AskFilter,
    labs: Collection[str],
    words: Callable[[Candidate], bool] | None,
) -> Choice:
    """Put every candidate through the filters once; `words` says whether a search finds it."""
    tests = _tests(chosen, words)
    failing = [(ask, {name for name, test in tests.items() if not test(ask)}) for ask in candidates]
    facets: dict[str, Mapping[str, int]] = {
        name: Counter(
            option for ask, failed in failing if failed <= {name} for option in options(ask, chosen)
        )
        for name, options in _OPTIONS.items()
    }
    # A lab alone hides nothing, so there is something to count only beside these filters.
    if chosen.position or chosen.nothing_found or chosen.focus:
        facets["lab"] = _labs(failing, chosen, labs)
    return Choice(
        asks=[ask for ask, failed in failing if not failed],
        facets=facets,
        without={name: sum(1 for _ask, failed in failing if failed <= {name}) for name in tests},
    )


def in_focus(ask: Candidate, lab: str) -> bool:
    """Return whether an ask is in focus at `lab`, or overall when no lab is named."""
    return (lab or None) in ask["focus_at"]


def _tests(
    chosen: AskFilter, words: Callable[[Candidate], bool] | None
) -> dict[str, Callable[[Candidate], bool]]:
    """Return the test of each filter that is on, by the name of its form field."""
    tests: dict[str, Callable[[Candidate], bool]] = {}
    if words:
        tests["q"] = words
    if chosen.topic:
        tests["topic"] = lambda ask: ask["category__slug"] == chosen.topic
    wanted = NOTHING_FOUND if chosen.nothing_found else chosen.position
    if wanted:
        tests["position"] = lambda ask: wanted in _positions(ask, chosen)
    if chosen.efforts:
        tests["effort"] = lambda ask: ask["effort"] in chosen.efforts
    if chosen.focus:
        tests["focus"] = lambda ask: in_focus(ask, chosen.lab)
    return tests


def _positions(ask: Candidate, chosen: AskFilter) -> set[str]:
    """Return the options of the position filter that would keep an ask."""
    if chosen.lab:
        return {ask["at_lab"]["status"] if ask["at_lab"] else NOTHING_FOUND}
    return set(ask["statuses"]) or {NOTHING_FOUND}


# The options of each filter that keep an ask.
_OPTIONS: Mapping[str, Callable[[Candidate, AskFilter], Collection[str]]] = {
    "topic": lambda ask, _chosen: (ask["category__slug"],),
    "effort": lambda ask, _chosen: (Effort(ask["effort"]).name.lower(),),
    "position": _positions,
}


def _labs(
    failing: Sequence[tuple[Candidate, set[str]]], chosen: AskFilter, labs: Collection[str]
) -> Mapping[str, int]:
    left: Counter[str] = Counter()
    for ask, failed in failing:
        if failed <= {"position", "focus"}:
            left.update(_labs_that_keep(ask, chosen, labs))
    return left


def _labs_that_keep(ask: Candidate, chosen: AskFilter, labs: Collection[str]) -> set[str]:
    kept = set(labs)
    if chosen.position:
        kept &= set(ask["labs_there"])
    if chosen.nothing_found:
        kept -= set(ask["labs_there"])
    if chosen.focus:
        kept &= set(ask["focus_at"])
    return kept
