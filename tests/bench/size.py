"""How much a run measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Rounds per case, and requests, draws and calls per side and round."""

    rounds: int
    requests: int
    draws: int
    seconds: float
    durable: bool = True


FULL = Size(rounds=21, requests=160, draws=8, seconds=0.05)
TINY = Size(rounds=1, requests=6, draws=2, seconds=0.005, durable=False)
