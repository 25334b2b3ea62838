"""What a part of the run says: what it looked at, what is wrong, and what it could not do."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class Kind(enum.Enum):
    """How much a finding weighs."""

    SEEN = "    "
    FAULT = "WRONG "
    UNDONE = "NOT DONE "


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the run."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a run was asked for, beside its parts."""

    advisories: Path | None = None
    output: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


Part = Callable[[Order], Iterator[Finding]]


def seen(text: str) -> Finding:
    """Return what was looked at, with its figures."""
    return Finding(Kind.SEEN, text)


def fault(text: str) -> Finding:
    """Return something that has to be mended."""
    return Finding(Kind.FAULT, text)


def undone(text: str) -> Finding:
    """Return something that could not be looked at: the run is not green, whatever else was found."""
    return Finding(Kind.UNDONE, text)


def exit_status(findings: Sequence[Finding]) -> int:
    """Return 1 if something is wrong, else 2 if something was not done or nothing was looked at, else 0."""
    kinds = {finding.kind for finding in findings}
    if Kind.FAULT in kinds:
        return 1
    return 2 if Kind.UNDONE in kinds or Kind.SEEN not in kinds else 0
