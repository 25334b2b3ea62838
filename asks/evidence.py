"""Positions as a page shows them: one row per fact, however many labs or asks share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from asks.kinds import Confidence, PositionStatus
from asks.wording import partial_date_in_words

# The columns that a row is made of, and that positions must share to become one row.
EVIDENCE_FIELDS = (
    "status",
    "since",
    "fact",
    "publisher",
    "url",
    "confidence",
    "read_via_summary",
    "events",
)

PositionCounts = tuple[tuple[PositionStatus, int], ...]

_CHIP_ORDER = {status: place for place, status in enumerate(PositionStatus)}


@dataclass(frozen=True)
class Subject:
    """Whose position it is on an ask's page, or on what on a lab's page."""

    slug: str
    name: str


@dataclass(frozen=True)
class PastEvent:
    """An earlier event of a position."""

    date: str
    status: PositionStatus | None
    fact: str
    publisher: str
    url: str


@dataclass(frozen=True)
class EvidenceRow:
    """One fact with its evidence and everybody it is true of."""

    status: PositionStatus
    subjects: tuple[Subject, ...]
    fact: str
    date: str
    publisher: str
    url: str
    strength: Confidence
    via_summary: bool
    events: tuple[PastEvent, ...]

    @property
    def count(self) -> int | None:
        """How many share the fact, where that is worth saying."""
        return len(self.subjects) if len(self.subjects) > 1 else None


def position_counts(statuses: Iterable[str]) -> PositionCounts:
    """Count positions, in the order of the chips and without those that nobody holds."""
    tally = Counter(statuses)
    return tuple((status, tally[status]) for status in PositionStatus if tally[status])


def evidence_rows(
    positions: Iterable[tuple[Subject, Mapping[str, Any]]],
) -> tuple[EvidenceRow, ...]:
    """Return the rows in the order of the chips; within one chip in the order that was given.

    Each position is a mapping with the columns of `EVIDENCE_FIELDS`.
    """
    merged: dict[str, tuple[list[Subject], Mapping[str, Any]]] = {}
    for subject, position in positions:
        key = repr([position[name] for name in EVIDENCE_FIELDS])
        merged.setdefault(key, ([], position))[0].append(subject)
    rows = (_row(tuple(subjects), position) for subjects, position in merged.values())
    return tuple(sorted(rows, key=lambda row: _CHIP_ORDER[row.status]))


def _row(subjects: tuple[Subject, ...], position: Mapping[str, Any]) -> EvidenceRow:
    return EvidenceRow(
        status=PositionStatus(position["status"]),
        subjects=subjects,
        fact=position["fact"],
        date=partial_date_in_words(position["since"]),
        publisher=position["publisher"],
        url=position["url"],
        strength=Confidence(position["confidence"]),
        via_summary=position["read_via_summary"],
        events=tuple(_event(event) for event in position["events"]),
    )


def _event(event: Mapping[str, str]) -> PastEvent:
    return PastEvent(
        date=partial_date_in_words(event["date"]),
        status=PositionStatus(event["status"]) if event["status"] else None,
        fact=event["fact"],
        publisher=event["publisher"],
        url=event["url"],
    )
