"""Made-up entries for simulations: who might log what, with every assumption in one place."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from outcomes.kinds import Decision
from outcomes.statistics.counting import Opened
from outcomes.statistics.parameters import CLASSES


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What simulated people are like. None of it is measured: nobody has logged yet.

    How often an ask is raised falls with its rank (Zipf), in an order drawn anew for each table. Beside that there is a
    focus list whose asks are drawn at random, since a list does not know what is popular.
    """

    asks: int = 56
    zipf: float = 1.0
    focus_share: float = 0.5
    """How many of the raised asks come from the focus list."""
    focus_weights: tuple[float, ...] = (5, 4, 3)
    """How often each of its asks is taken."""
    asks_per_entry: tuple[float, ...] = (1, 1, 1)
    """How often an entry holds one ask, two, or three."""
    answers: tuple[tuple[float, ...], ...] = ((5, 4, 1), (2, 6, 2), (1, 5, 4))
    """How a lab may answer an ask: yes, open, no. Each ask of a table gets one of these at random."""
    decided_share: float = 0.4
    """How many entries name one of their asks as the one that decided the offer, either way as often."""


@dataclass(frozen=True, slots=True)
class Table:
    """One made-up lab: what its candidates tend to raise, and how it answers."""

    asks: Sequence[str]
    popular: Sequence[float]
    focus: Sequence[str]
    answers: Mapping[str, Sequence[float]]


def ask_names(assumptions: Assumptions) -> list[str]:
    """Return the slugs of the made-up catalogue."""
    return [f"ask-{number}" for number in range(assumptions.asks)]


def draw_table(source: random.Random, assumptions: Assumptions) -> Table:
    """Draw a lab."""
    asks = ask_names(assumptions)
    focus = source.sample(asks, len(assumptions.focus_weights))
    answers = {ask: source.choice(assumptions.answers) for ask in asks}
    source.shuffle(asks)
    weights = (1 / rank**assumptions.zipf for rank in range(1, len(asks) + 1))
    return Table(asks, list(accumulate(weights)), focus, answers)


def draw_entry(source: random.Random, table: Table, assumptions: Assumptions) -> Opened:
    """Draw what one person logs at a lab: distinct asks with an answer each, and perhaps what decided."""
    wanted = assumptions.asks_per_entry
    [size] = source.choices(range(1, len(wanted) + 1), wanted)
    raised: dict[str, str] = {}
    while len(raised) < size:
        if source.random() < assumptions.focus_share:
            [ask] = source.choices(table.focus, assumptions.focus_weights)
        else:
            [ask] = source.choices(table.asks, cum_weights=table.popular)
        if ask not in raised:
            [raised[ask]] = source.choices(CLASSES, table.answers[ask])
    if source.random() >= assumptions.decided_share:
        return Opened(list(raised.items()))
    decided = (source.choice(list(raised)), source.choice(tuple(Decision)))
    return Opened(list(raised.items()), decided)


def usual_shares(assumptions: Assumptions, *, common: bool) -> list[float]:
    """Return how many entries add to each cell of one entry: its answers, its deciding ask, the number of entries.

    That entry holds the asks of the focus list, or else the asks that are raised least.
    """
    weights, popularity = assumptions.focus_weights, range(1, assumptions.asks + 1)
    most = len(assumptions.asks_per_entry)
    mean = sum(n * weight for n, weight in enumerate(assumptions.asks_per_entry, start=1))
    mean /= sum(assumptions.asks_per_entry)
    if common:
        parts = [assumptions.focus_share * weight / sum(weights) for weight in weights[:most]]
    else:
        rarest = assumptions.asks**-assumptions.zipf
        total = sum(rank**-assumptions.zipf for rank in popularity)
        parts = [(1 - assumptions.focus_share) * rarest / total] * most
    decided = assumptions.decided_share * parts[0] / len(Decision)
    return [*(mean * part / len(CLASSES) for part in parts), decided, 1.0]
