"""What a reader of a release may come to believe about one person: bounds, and the usual case.

Two readers. One knows every other entry, and what this person would have logged: the noise is all that stands in
their way. The other knows only how often things are logged. Both ask: did this person log?
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from types import MappingProxyType

from outcomes.kinds import Kind, Query
from outcomes.statistics.parameters import EPS_LIFE, ReleaseParameters

Law = Mapping[float, float]
"""Chances, if the person logged, by the logarithm of how much more likely that makes what was published."""

_GRID = (
    100  # Such logarithms are rounded to hundredths where there are too many of them to keep apart.
)
_NEGLIGIBLE = 1e-7  # Chances below it change no percentage.


def at_most(prior: float, entries: int = 1) -> float:
    """Return the most that any reader can believe afterwards who believed `prior` before.

    It holds whatever else they know or learn, and whatever was logged. A person with several entries, in several
    tables or windows, has so many times the budget. Raises ValueError for a prior that is no chance.
    """
    return updated(prior, float(EPS_LIFE) * entries)


def updated(prior: float, weight: float) -> float:
    """Return the belief after evidence of this weight: the logarithm of how much likelier it makes the suspicion.

    Raises ValueError for a prior that is no chance.
    """
    if not 0 < prior < 1:
        raise ValueError(prior)
    odds = prior / (1 - prior) * math.exp(weight)
    return odds / (1 + odds)


def law_for_who_knows_the_rest(
    parameters: ReleaseParameters, kind: Kind = Kind.CONVERSATION, asks: int | None = None
) -> Law:
    """Return the law for the reader who knows every other entry, for an entry that uses all that it may.

    Each cell that the entry adds to says only whether it is above what the others make of it or not: with discrete
    Laplace noise all further distance is worth nothing. So every cell is one coin, and the law is exact.
    """
    law: dict[float, float] = {0.0: 1.0}
    for scale in _scales(parameters, kind, parameters.m if asks is None else asks):
        tilt = 1 / scale
        heads = 1 / (1 + math.exp(-tilt))
        law = _together(law, {tilt: heads, -tilt: 1 - heads})
    return law


def law_for_who_knows_the_usual(
    parameters: ReleaseParameters, others: int, shares: Sequence[float]
) -> Law:
    """Return the law for a reader who knows only how often things are logged.

    `others` is how many entries beside this one a table of this kind usually has; `shares` says for each cell of
    the entry how many of those add to it, the number of entries last. Counts are taken to scatter as Poisson numbers
    do, each by itself.
    """
    scales = _scales(parameters, Kind.CONVERSATION, parameters.m)
    means = (others * share for share in shares)
    return _law_of_cells(tuple(zip(scales, means, strict=True)))


def usually(prior: float, law: Law) -> float:
    """Return what a reader believes on average afterwards, if the person did log."""
    return sum(chance * updated(prior, weight) for weight, chance in law.items())


def reached_once_in(prior: float, law: Law, times: int) -> float:
    """Return the belief that is exceeded once in so many times, if the person did log."""
    left = 1 / times
    for weight in sorted(law, reverse=True):
        left -= law[weight]
        if left <= 0:
            return updated(prior, weight)
    raise ValueError(times)


def picked_out(law: Law, false_alarms: float) -> float:
    """Return how many of those who logged the best test finds that accuses this share of those who did not."""
    found, left = 0.0, false_alarms
    for weight in sorted(law, reverse=True):
        # The chance of the same if the person did not log.
        innocent = law[weight] * math.exp(-weight)
        part = min(1.0, left / innocent)
        found += part * law[weight]
        left -= part * innocent
        if left <= 0:
            break
    return found


def _scales(parameters: ReleaseParameters, kind: Kind, asks: int) -> list[float]:
    """Return the scale of each cell that one entry adds to."""
    cells = {Query.RESPONSES: asks, Query.DECIDED: 1, Query.ENTRIES: 1}
    return [
        parameters.scale(kind, query)
        for query in parameters.queries(kind)
        for _ in range(cells[query])
    ]


def _together(first: Law, second: Law) -> dict[float, float]:
    """Add two independent pieces of evidence."""
    law: dict[float, float] = defaultdict(float)
    for (a, p), (b, q) in product(first.items(), second.items()):
        law[round((a + b) * _FINE) / _FINE] += p * q
    return law


_FINE = 10**9  # Sums of the same parts in another order are the same piece of evidence.


@lru_cache(maxsize=64)
def _law_of_cells(cells: tuple[tuple[float, float], ...]) -> Law:
    law: dict[float, float] = {0.0: 1.0}
    for scale, mean in cells:
        law = _together(law, _law_of_cell(scale, mean))
    return MappingProxyType(law)


def _law_of_cell(scale: float, mean: float) -> Law:
    """Return the law of one cell whose other entries are Poisson around `mean`."""
    without = _published_law(scale, mean)
    law: dict[float, float] = defaultdict(float)
    for count, chance in without.items():
        # With the person in it, the same law lies one higher.
        before = without.get(count + 1, 0.0)
        if chance > _NEGLIGIBLE and before > 0:
            law[round(math.log(chance / before) * _GRID) / _GRID] += chance
    return law


def _published_law(scale: float, mean: float) -> Mapping[int, float]:
    """Return the chances of a published count: a Poisson number with discrete Laplace noise."""
    reach = math.ceil(20 * scale)
    ratio = math.exp(-1 / scale)
    law: dict[int, float] = defaultdict(float)
    noise = {n: (1 - ratio) / (1 + ratio) * ratio ** abs(n) for n in range(-reach, reach + 1)}
    for (true, chance), (added, weight) in product(_poisson(mean), noise.items()):
        law[true + added] += chance * weight
    return dict(law)


def _poisson(mean: float) -> Iterable[tuple[int, float]]:
    top = math.ceil(mean + 10 * math.sqrt(mean) + 12)
    chance = math.exp(-mean)
    for count in range(top + 1):
        yield count, chance
        chance *= mean / (count + 1)
