"""How much more likely a publication is in one world than in the other: a lower bound on epsilon.

An event is chosen on one part of the runs and judged on the rest, so that choosing does not flatter it. The
bound is Clopper and Pearson's (Biometrika 26, 1934), exact at any sample size, at an error of 1e-4 a side.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tests.audit.worlds import PARAMETERS, Columns, Place, System

ERROR = 1e-4
CHOSEN_ON = 0.25  # Choosing needs fewer runs than judging: its mistakes only weaken the bound.
_FEWEST = 20

Runs = Sequence[bool]


@dataclass(frozen=True, slots=True)
class Finding:
    """The event that told the worlds apart best, and the epsilon that it proves."""

    system: str
    event: str
    epsilon: float


def audit(system: System, runs: int) -> Finding:
    """Publish both worlds so many times, and return how far apart they provably are."""
    others, target = system.worlds.others, system.worlds.target
    worlds = (system.releases(others, runs), system.releases([*others, target], runs))
    cut = int(runs * CHOSEN_ON)
    best = ("nothing", 0, -math.inf)
    for name, events in _events(system, worlds):
        for side in (0, 1):
            likely, unlikely = sum(events[side][:cut]), sum(events[1 - side][:cut])
            guess = _rough_bound(likely, unlikely, cut)
            if likely >= _FEWEST and guess > best[2]:
                best, found = (name, side, guess), events
    name, side, _guess = best
    rest = runs - cut
    low = _lower(sum(found[side][cut:]), rest)
    high = _upper(sum(found[1 - side][cut:]), rest)
    return Finding(system.name, name, math.log(low / high) if low else -math.inf)


def _events(
    system: System, worlds: tuple[Columns, Columns]
) -> Iterator[tuple[str, tuple[Runs, Runs]]]:
    """Yield what somebody could watch for: the sum of evidence, a cell's value, two cells' difference."""
    touched = system.worlds.touched
    evidence = [_evidence(system, columns, touched) for columns in worlds]
    for edge in sorted(set(evidence[0]) | set(evidence[1])):
        yield f"evidence at least {edge}", _both(evidence, edge.__le__)
    for place in touched:
        values = [columns[place] for columns in worlds]
        yield from _values(f"{place}", values)
    for one, other in combinations([*touched, *system.worlds.beside], 2):
        if one[0] is other[0]:
            apart = [
                [a - b for a, b in zip(columns[one], columns[other], strict=True)]
                for columns in worlds
            ]
            yield from _values(f"{one} less {other}", apart)


def _values(name: str, values: Sequence[Sequence[int]]) -> Iterator[tuple[str, tuple[Runs, Runs]]]:
    common = Counter(values[0]) + Counter(values[1])
    for value, _times in common.most_common(8):
        yield f"{name} is {value}", _both(values, value.__eq__)


def _both(worlds: Sequence[Sequence[float]], holds: Callable[[float], bool]) -> tuple[Runs, Runs]:
    one, other = ([holds(x) for x in world] for world in worlds)
    return one, other


def _evidence(system: System, columns: Columns, touched: Sequence[Place]) -> list[float]:
    """Return the log of the likelihood ratio of each run, as the promised law of the noise has it."""
    base = system.count(system.worlds, system.worlds.others)
    total = [0.0] * len(columns[touched[0]])
    for query, cell in touched:
        scale = PARAMETERS.scale(system.worlds.kind, query)
        true = base.answers[query][cell]
        for run, x in enumerate(columns[query, cell]):
            total[run] += (abs(x - true) - abs(x - true - 1)) / scale
    return [round(each, 6) for each in total]


def _rough_bound(likely: int, unlikely: int, runs: int) -> float:
    """Return about what the exact bound would be: good enough to choose by."""
    low = likely - 3.7 * math.sqrt(likely)
    high = unlikely + 3.7 * math.sqrt(unlikely) + 9.2
    return math.log(low / high) if low > 0 else -math.inf


def _lower(hits: int, runs: int) -> float:
    """Return the least probability at which so many hits or more still occur once in 1 / ERROR times."""
    return 1 - _upper(runs - hits, runs)


def _upper(hits: int, runs: int) -> float:
    """Return the greatest probability at which so few hits or fewer still occur once in 1 / ERROR times."""
    if hits == runs:
        return 1.0
    low, high = hits / runs, 1.0
    for _step in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, runs, middle) > ERROR else (low, middle)
    return high


def _at_most(hits: int, runs: int, chance: float) -> float:
    """Return the probability of so few hits or fewer, by adding up the binomial law from its greatest term."""
    if chance >= 1:
        return 0.0
    term = math.exp(
        math.lgamma(runs + 1)
        - math.lgamma(hits + 1)
        - math.lgamma(runs - hits + 1)
        + hits * math.log(chance)
        + (runs - hits) * math.log1p(-chance)
    )
    total, k = 0.0, hits
    while term > total * 1e-15 and k >= 0:
        total += term
        term *= k / (runs - k + 1) * (1 - chance) / chance
        k -= 1
    return total
