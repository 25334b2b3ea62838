"""How much a run measures."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Size:
    """Rounds per case, and requests, draws and calls per side and round; rows and entries of a release."""

    rounds: int
    requests: int
    draws: int
    seconds: float
    plain: int
    sealed: int
    served: bool = True
    durable: bool = True


FULL = Size(rounds=21, requests=160, draws=8, seconds=0.05, plain=1_000_000, sealed=10_000)
# Making a hundred thousand sealed entries takes longer than releasing them.
RELEASE = replace(FULL, sealed=100_000, served=False)
TINY = Size(rounds=1, requests=6, draws=2, seconds=0.005, plain=1_000, sealed=60, durable=False)
