"""Everything that the page of one ask shows, in one query, and the rows of the list of labs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject, Lower

from asks.evidence import (
    CHIP_ORDER,
    EVIDENCE_FIELDS,
    Claim,
    EvidenceRow,
    PositionCounts,
    Subject,
    evidence_rows,
    position_counts,
)
from asks.kinds import PositionStatus
from asks.models import (
    Alias,
    Ask,
    FocusEntry,
    Lab,
    Position,
    PositionEvent,
    Precedent,
    Source,
    SurveySupport,
)
from asks.own_answers import OwnAnswer, answers_to_ask, own_answers
from asks.paging import first_moments, page_of_claims
from asks.source_levels import Levels, SourceLevels, by_address, names_of, recorded_levels
from asks.subqueries import count_of, parts_of_ask, positions_inside, positions_read
from asks.text_parts import Step, steps
from asks.timeline import Moment, moments, newest_first

_LAB_COLUMNS = ("lab__slug", "lab__name", "lab__short_name", "lab__owner", "lab__checked")


@dataclass(frozen=True)
class AskDossier:
    """One ask; the lists that hang on it are attributes of `ask`."""

    ask: Any
    steps: tuple[Step, ...]
    page: Page[tuple[Claim, ...]]
    in_place: tuple[EvidenceRow, ...]
    """Of this page: the labs that do it already."""
    others: tuple[EvidenceRow, ...]
    """Of this page: the labs that do not, or not wholly."""
    counts: PositionCounts
    labs_found: int
    checked: dt.date | None
    """The newest day on which a lab named here was checked."""
    timeline: tuple[Moment, ...]
    """The newest changes over all labs."""
    changes: int
    """How many changes there are, those left out of `timeline` too."""
    answers: tuple[OwnAnswer, ...]

    @property
    def nobody_has_it(self) -> bool:
        """Whether no lab was found that has it in place."""
        return all(status is not PositionStatus.IN_PLACE for status, _count in self.counts)


@dataclass(frozen=True)
class LabRow:
    """One lab in the list of labs."""

    slug: str
    name: str
    description: str
    counts: PositionCounts


def ask_dossier(slug: str, today: dt.date, page: str = "") -> AskDossier:
    """Return one ask with everything on its page; raises Ask.DoesNotExist.

    A page of positions that does not exist becomes the nearest that does.
    """
    ask = _ask(slug)
    found = positions_read(ask.position_list)
    recorded = by_address(ask.level_list)
    changes = newest_first(
        moment for row in found for moment in moments(_lab(row), row, _sources(row, recorded))
    )
    claims = sorted(
        (Claim(_lab(row), row) for row in found), key=lambda claim: CHIP_ORDER[claim.status]
    )
    shown = page_of_claims(claims, page)
    rows = evidence_rows(shown[0], today)
    return AskDossier(
        ask=ask,
        steps=steps(ask.text.levels),
        page=shown,
        in_place=tuple(row for row in rows if row.status is PositionStatus.IN_PLACE),
        others=tuple(row for row in rows if row.status is not PositionStatus.IN_PLACE),
        counts=position_counts(row["status"] for row in found),
        labs_found=len(found),
        checked=max((row["lab__checked"] for row in found), default=None),
        timeline=first_moments(changes),
        changes=len(changes),
        answers=own_answers(ask.answer_list),
    )


def lab_rows() -> list[LabRow]:
    """Return every lab in alphabetical order, with how many asks it has in each position."""
    published = Position.objects.published().filter(lab=OuterRef("pk"))
    labs = Lab.objects.by_name().annotate(statuses=ArraySubquery(published.values("status")))
    return [
        LabRow(slug, name, description, position_counts(statuses))
        for slug, name, description, statuses in labs.values_list(
            "slug", "name", "description", "statuses"
        )
    ]


def _ask(slug: str) -> Any:
    asks = Ask.objects.filter(text__isnull=False).with_text().select_related("successor__text")
    merged = Alias.objects.filter(slug=OuterRef("slug"))
    return (
        # A merged ask is not read any more: its name leads to the ask that it went into.
        asks.exclude(Exists(merged), retired=True)
        .defer("search", "successor__search")
        .annotate(
            in_focus=Exists(FocusEntry.objects.overall().filter(ask=OuterRef("pk"))),
            labs_total=count_of(Lab.objects.all()),
            source_list=parts_of_ask(
                Source, "title", "publisher", "year", "url", "fact", "verified"
            ),
            precedent_list=parts_of_ask(
                Precedent, "who", "date", "what", "outcome", "publisher", "url", "verified"
            ),
            support_list=_support(),
            related_list=_related(),
            merged_list=_merged(),
            answer_list=answers_to_ask(),
            position_list=_positions(),
            level_list=recorded_levels(
                PositionEvent.objects.filter(position__ask=OuterRef(OuterRef("pk")))
            ),
        )
        .get(slug=slug)
    )


def _positions() -> ArraySubquery:
    positions = Position.objects.shown().filter(ask=OuterRef("pk")).order_by(Lower("lab__name"))
    return positions_inside(positions, *EVIDENCE_FIELDS, *_LAB_COLUMNS)


def _lab(row: Mapping[str, Any]) -> Subject:
    return Subject(row["lab__slug"], row["lab__name"])


def _sources(row: Mapping[str, Any], recorded: Levels) -> SourceLevels:
    names = names_of(row["lab__name"], row["lab__short_name"], row["lab__owner"])
    return SourceLevels(recorded, names)


def _support() -> ArraySubquery:
    columns = {name: name for name in ("statement", "agree", "disagree", "n", "match", "note")}
    survey = {name: f"survey__{name}" for name in ("title", "url", "year", "caveat")}
    rows = SurveySupport.objects.filter(ask=OuterRef("pk")).order_by("place")
    return ArraySubquery(rows.values(part=JSONObject(**columns, **survey)))


def _merged() -> ArraySubquery:
    """List the asks that went into this one, each with the curators' public reason and its day."""
    part = JSONObject(slug="slug", reason="motion__reason", day="motion__decided_on")
    aliases = Alias.objects.filter(ask=OuterRef("pk"), motion__isnull=False).order_by("slug")
    return ArraySubquery(aliases.values(part=part))


def _related() -> ArraySubquery:
    links = Ask.related.through._default_manager.filter(
        from_ask=OuterRef("pk"), to_ask__retired=False, to_ask__text__isnull=False
    )
    part = JSONObject(slug="to_ask__slug", title="to_ask__text__title")
    return ArraySubquery(links.order_by(Lower("to_ask__text__title")).values(part=part))
