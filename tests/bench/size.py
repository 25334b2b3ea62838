"""How much a run measures."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Size:
    """Rounds per case; requests, draws, seconds, receipts and nudges per side and round; rows and entries of a release.

    `people` is how many the published numbers are made up of, `visits` how many a worker has before it is weighed,
    `entries` how many are in the database, `firsts` how often a page is made anew in a round, and `warm` how many times
    sixteen connections ask for it before anything counts.
    """

    rounds: int
    requests: int
    draws: int
    seconds: float
    plain: int
    sealed: int
    page_seconds: float
    people: int
    visits: int
    entries: tuple[int, int, int]
    receipts: int
    nudges: int
    firsts: int
    warm: int
    durable: bool = True


FULL = Size(
    rounds=21,
    requests=160,
    draws=8,
    seconds=0.05,
    plain=1_000_000,
    sealed=10_000,
    page_seconds=0.2,
    people=85,
    visits=500,
    entries=(10_000, 100_000, 1_000_000),
    receipts=100,
    nudges=25,
    firsts=8,
    warm=6,
)
# Making a hundred thousand sealed entries takes longer than releasing them.
RELEASE = replace(FULL, sealed=100_000)
TINY = Size(
    rounds=1,
    requests=6,
    draws=2,
    seconds=0.005,
    plain=1_000,
    sealed=60,
    page_seconds=0.01,
    people=4,
    visits=24,
    entries=(50, 100, 200),
    receipts=5,
    nudges=3,
    firsts=1,
    warm=1,
    durable=False,
)
