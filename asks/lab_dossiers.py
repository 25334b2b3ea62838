"""Everything that the page of one lab shows, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, Lower

from asks.evidence import (
    CHIP_ORDER,
    EVIDENCE_FIELDS,
    Claim,
    Evidence,
    EvidenceRow,
    PastEvent,
    PositionCounts,
    Subject,
    evidence_of,
    evidence_rows,
    past_event,
    position_counts,
)
from asks.focus_reasons import FocusFacts, SurveyCounts, reason_at_lab
from asks.kinds import Effort, FocusReason, PositionStatus, SurveyMatch, Verified
from asks.models import Ask, FocusEntry, Lab, Position, PositionEvent, SurveySupport
from asks.own_answers import OwnAnswer, answers_of_lab, own_answers
from asks.paging import first_moments, page_of_claims
from asks.source_levels import SourceLevels, by_address, names_of, recorded_levels
from asks.subqueries import count_of, positions_inside, positions_read
from asks.timeline import Moment, moments, of_the_last_year

# The side of a lab's page holds so many of its own answers; a page of their own has all.
ANSWERS_ON_A_PAGE = 10


@dataclass(frozen=True)
class FocusAsk:
    """An ask in focus at a lab."""

    slug: str
    title: str
    status: PositionStatus | None
    evidence: Evidence | None
    reason: str


@dataclass(frozen=True)
class Topic:
    """The rows of one category."""

    title: str
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class Section:
    """Positions that a page keeps together: how many there are, and those of this page by category."""

    total: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class LabDossier:
    """One lab with its positions."""

    lab: Any
    form_level: Verified
    """How close the check came to the source of the legal form."""
    framework_level: Verified
    focus: tuple[FocusAsk, ...]
    counts: PositionCounts
    page: Page[tuple[Claim, ...]]
    taken_back: Section
    still_open: Section
    in_place: Section
    nothing_found: int
    """On how many asks nothing was found."""
    changes: tuple[Moment, ...]
    """The newest changes of the last year."""
    changes_total: int
    answers: tuple[OwnAnswer, ...]
    answers_total: int

    @property
    def rows(self) -> tuple[EvidenceRow, ...]:
        """Every row of this page in its order."""
        sections = (self.taken_back, self.still_open, self.in_place)
        return tuple(row for part in sections for topic in part.topics for row in topic.rows)


def lab_dossier(slug: str, today: dt.date, page: str = "") -> LabDossier:
    """Return one lab with everything on its page; raises Lab.DoesNotExist.

    A page of positions that does not exist becomes the nearest that does.
    """
    lab = _lab(slug)
    sources = SourceLevels(
        by_address(lab.level_list), names_of(lab.name, lab.short_name, lab.owner)
    )
    found = positions_read(lab.position_list)
    claims = sorted(_claims(found, sources), key=_place)
    shown = page_of_claims(claims, page)
    changes = of_the_last_year(
        (moment for row in found for moment in moments(_ask(row), row, sources)), today
    )
    answers = own_answers(lab.answer_list)
    taken_back, still_open, in_place = (_part(place, claims, shown[0], today) for place in range(3))
    return LabDossier(
        lab=lab,
        form_level=sources.level(lab.legal_form_url, lab.legal_form_publisher),
        framework_level=sources.level(lab.framework_url, lab.name),
        focus=_focus(lab.focus_list, found, today),
        counts=position_counts(row["status"] for row in found),
        page=shown,
        taken_back=taken_back,
        still_open=still_open,
        in_place=in_place,
        nothing_found=max(lab.asks_total - len(found), 0),
        changes=first_moments(changes),
        changes_total=len(changes),
        answers=answers[:ANSWERS_ON_A_PAGE],
        answers_total=len(answers),
    )


def _lab(slug: str) -> Any:
    events = PositionEvent.objects.filter(position__lab=OuterRef(OuterRef("pk")))
    about = Q(url=OuterRef("legal_form_url")) | Q(url=OuterRef("framework_url"))
    return Lab.objects.annotate(
        asks_total=count_of(Ask.objects.current()),
        focus_list=focus_facts(),
        answer_list=answers_of_lab(),
        level_list=recorded_levels(events, about),
        position_list=_positions(),
    ).get(slug=slug)


def _positions() -> ArraySubquery:
    positions = Position.objects.published().filter(lab=OuterRef("pk"))
    return positions_inside(
        positions.order_by("ask__category__position", Lower("ask__text__title")),
        *EVIDENCE_FIELDS,
        "ask__slug",
        "ask__text__title",
        "ask__category__title",
        "ask__category__position",
    )


def _ask(row: Mapping[str, Any]) -> Subject:
    return Subject(row["ask__slug"], row["ask__text__title"])


def _claims(found: Iterable[Mapping[str, Any]], sources: SourceLevels) -> list[Claim]:
    return [Claim(_ask(row), row, _events(row["events"], sources)) for row in found]


def _events(events: Iterable[Mapping[str, str]], sources: SourceLevels) -> tuple[PastEvent, ...]:
    return tuple(
        past_event(event, sources.level(event["url"], event["publisher"])) for event in events
    )


def _section(claim: Claim) -> int:
    """Say where a position stands: what was taken back comes first, so that nobody misses it."""
    places = {PositionStatus.REVERSED: 0, PositionStatus.IN_PLACE: 2}
    return places.get(claim.status, 1)


def _part(place: int, claims: Iterable[Claim], shown: Iterable[Claim], today: dt.date) -> Section:
    return Section(
        total=sum(_section(claim) == place for claim in claims),
        topics=_topics((claim for claim in shown if _section(claim) == place), today),
    )


def _place(claim: Claim) -> tuple[int, int, int]:
    return (
        _section(claim),
        claim.position["ask__category__position"],
        CHIP_ORDER[claim.status],
    )


def _topics(claims: Iterable[Claim], today: dt.date) -> tuple[Topic, ...]:
    grouped = groupby(claims, key=lambda claim: str(claim.position["ask__category__title"]))
    return tuple(Topic(title, evidence_rows(group, today)) for title, group in grouped)


def focus_facts() -> ArraySubquery:
    """List the asks in focus at a lab, by title, with the facts that explain it."""
    shown = Position.objects.shown().filter(ask=OuterRef("ask"))
    # The same question comes before a related one ("direct" sorts before "partial").
    support = SurveySupport.objects.filter(ask=OuterRef("ask")).order_by("match", "place")
    entries = FocusEntry.objects.filter(
        lab=OuterRef("pk"), ask__retired=False, ask__text__isnull=False
    )
    part = JSONObject(
        slug="ask__slug",
        title="ask__text__title",
        effort="ask__effort",
        in_place=count_of(shown.filter(status=PositionStatus.IN_PLACE)),
        agree=Subquery(support.values("agree")[:1]),
        n=Subquery(support.values("n")[:1]),
        match=Subquery(support.values("match")[:1]),
        chosen_by="reason",
    )
    return ArraySubquery(entries.order_by(Lower("ask__text__title")).values(part=part))


def _focus(
    entries: Iterable[Mapping[str, Any]], found: Iterable[Mapping[str, Any]], today: dt.date
) -> tuple[FocusAsk, ...]:
    held = {row["ask__slug"]: row for row in found}
    return tuple(_focus_ask(entry, held.get(entry["slug"]), today) for entry in entries)


def _focus_ask(
    entry: Mapping[str, Any], position: Mapping[str, Any] | None, today: dt.date
) -> FocusAsk:
    status = PositionStatus(position["status"]) if position else None
    return FocusAsk(
        slug=entry["slug"],
        title=entry["title"],
        status=status,
        evidence=evidence_of(position, today) if position else None,
        reason=reason_of(entry, status),
    )


def reason_of(entry: Mapping[str, Any], status: PositionStatus | None) -> str:
    """Return why an ask is in focus at a lab; `entry` is an item of `focus_facts`."""
    survey = None
    if entry["n"]:
        survey = SurveyCounts(entry["agree"], entry["n"], SurveyMatch(entry["match"]))
    pinned = entry["chosen_by"] == FocusReason.PINNED
    facts = FocusFacts(Effort(entry["effort"]), entry["in_place"], survey, pinned=pinned)
    return reason_at_lab(status, facts)
