"""How much of everything: the whole of it, or a few minutes' worth."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The numbers of one run."""

    recovery: float
    """In how many seconds the site must do all its work again."""
    rounds: int
    """How often each process is killed."""
    killed: tuple[str, ...]
    """Which processes are killed; see `tests.drill.kills`."""
    release_rounds: int
    entries: int
    """How many conversations a window holds whose release is disturbed."""
    memory: tuple[str, ...]
    """What happens to the memory, and after it whether it is deaf for a while."""
    deaf: bool
    identical: int
    half_open: int
    held: float
    visitors: int
    visit: float
    """For how many seconds visitors come and go."""
    outage: float
    """The seconds around a restart of the database in which errors are counted."""


EVERYTHING = (
    "web",
    "one of web's processes",
    "worker",
    "beat",
    "PostgreSQL",
    "one of PostgreSQL's processes",
    "Valkey",
    "supervisor",
)
FULL = Size(
    recovery=10.0,
    rounds=5,
    killed=EVERYTHING,
    release_rounds=5,
    entries=4_000,
    memory=("wiped", "killed"),
    deaf=True,
    identical=50,
    half_open=300,
    held=30.0,
    visitors=200,
    visit=120.0,
    outage=60.0,
)
SHORT = dataclasses.replace(
    FULL,
    rounds=1,
    release_rounds=2,
    entries=1_000,
    half_open=100,
    held=8.0,
    visitors=40,
    visit=15.0,
    outage=20.0,
)
FAST = dataclasses.replace(
    SHORT,
    # Other tests run beside it, and a busy computer is no fault of the code: how fast is for the whole drill to say.
    recovery=60.0,
    killed=("one of web's processes", "worker", "PostgreSQL", "supervisor"),
    entries=500,
    memory=("wiped",),
    deaf=False,
)
