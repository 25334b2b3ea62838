"""Positions as a page shows them: one row per fact, however many labs or asks share it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from asks.kinds import Confidence, PositionStatus, Verified
from asks.querysets import EVIDENCE_AGE_DAYS
from asks.wording import date_in_words, partial_date_in_words

# The columns that a row is made of, and that positions must share to become one row.
EVIDENCE_FIELDS = (
    "status",
    "since",
    "fact",
    "publisher",
    "url",
    "verified",
    "confidence",
    "read_via_summary",
    "checked",
)

PositionCounts = tuple[tuple[PositionStatus, int], ...]

CHIP_ORDER = {status: place for place, status in enumerate(PositionStatus)}


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
    level: Verified


@dataclass(frozen=True)
class Claim:
    """A position of one subject: the columns of `EVIDENCE_FIELDS`, and the history where it is shown."""

    subject: Subject
    position: Mapping[str, Any]
    events: tuple[PastEvent, ...] = ()

    @property
    def status(self) -> PositionStatus:
        """What the lab publicly does."""
        return PositionStatus(self.position["status"])


@dataclass(frozen=True)
class Evidence:
    """What the evidence line says: from when, from whom, how sure, and when somebody last looked."""

    date: str
    publisher: str
    url: str
    strength: Confidence
    level: Verified
    via_summary: bool
    checked: str
    """The day of the last check in words; empty where none is recorded."""
    due: bool
    """Whether nobody has looked at it for `EVIDENCE_AGE_DAYS`."""


@dataclass(frozen=True)
class EvidenceRow:
    """One fact with its evidence and everybody it is true of."""

    status: PositionStatus
    subjects: tuple[Subject, ...]
    fact: str
    evidence: Evidence
    events: tuple[PastEvent, ...]

    @property
    def count(self) -> int | None:
        """How many share the fact, where that is worth saying."""
        return len(self.subjects) if len(self.subjects) > 1 else None

    @property
    def url(self) -> str:
        """Where the source stands."""
        return self.evidence.url

    @property
    def publisher(self) -> str:
        """Who published the source."""
        return self.evidence.publisher


def position_counts(statuses: Iterable[str]) -> PositionCounts:
    """Count positions, in the order of the chips and without those that nobody holds."""
    tally = Counter(statuses)
    return tuple((status, tally[status]) for status in PositionStatus if tally[status])


def evidence_rows(claims: Iterable[Claim], today: dt.date) -> tuple[EvidenceRow, ...]:
    """Return the rows in the order of the chips; within one chip in the order that was given."""
    merged: dict[str, list[Claim]] = {}
    for claim in claims:
        key = repr([[claim.position[name] for name in EVIDENCE_FIELDS], claim.events])
        merged.setdefault(key, []).append(claim)
    rows = (_row(same, today) for same in merged.values())
    return tuple(sorted(rows, key=lambda row: CHIP_ORDER[row.status]))


def evidence_of(position: Mapping[str, Any], today: dt.date) -> Evidence:
    """Return the evidence line of a position, a mapping with the columns of `EVIDENCE_FIELDS`."""
    checked: dt.date | None = position["checked"]
    oldest = (today - dt.timedelta(days=EVIDENCE_AGE_DAYS)).isoformat()
    return Evidence(
        date=partial_date_in_words(position["since"]),
        publisher=position["publisher"],
        url=position["url"],
        strength=Confidence(position["confidence"]),
        level=Verified(position["verified"]),
        via_summary=position["read_via_summary"],
        checked=date_in_words(checked) if checked else "",
        # The same rule as `positions_due_for_check`; an undated fact without a check sorts first.
        due=(checked.isoformat() if checked else position["since"]) < oldest,
    )


def past_event(event: Mapping[str, str], level: Verified) -> PastEvent:
    """Return one row of a position's history, whose source has this level."""
    return PastEvent(
        date=partial_date_in_words(event["date"]),
        status=PositionStatus(event["status"]) if event["status"] else None,
        fact=event["fact"],
        publisher=event["publisher"],
        url=event["url"],
        level=level,
    )


def _row(claims: list[Claim], today: dt.date) -> EvidenceRow:
    first = claims[0]
    return EvidenceRow(
        status=first.status,
        subjects=tuple(claim.subject for claim in claims),
        fact=first.position["fact"],
        evidence=evidence_of(first.position, today),
        events=first.events,
    )
