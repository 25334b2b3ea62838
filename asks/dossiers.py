"""Everything that the pages of one ask and of one lab show, each in two queries."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject, Lower

from asks.evidence import (
    EVIDENCE_FIELDS,
    EvidenceRow,
    PositionCounts,
    Subject,
    evidence_rows,
    position_counts,
)
from asks.focus_reasons import FocusFacts, SurveyCounts, reason_at_lab
from asks.kinds import Effort, PositionStatus, SurveyMatch
from asks.models import (
    Ask,
    FocusEntry,
    Lab,
    Position,
    PositionEvent,
    Precedent,
    Source,
    SurveySupport,
)
from asks.querysets import PositionQuerySet


@dataclass(frozen=True)
class AskDossier:
    """One ask; the lists that hang on it are attributes of `ask`."""

    ask: Any
    rows: tuple[EvidenceRow, ...]
    labs_found: int
    checked: datetime.date | None
    """The newest day on which a lab named here was checked."""


@dataclass(frozen=True)
class FocusAsk:
    """An ask in focus at a lab."""

    slug: str
    title: str
    status: PositionStatus | None
    reason: str


@dataclass(frozen=True)
class LabDossier:
    """One lab with its positions."""

    lab: Any
    focus: tuple[FocusAsk, ...]
    counts: PositionCounts
    still_open: tuple[EvidenceRow, ...]
    in_place: tuple[EvidenceRow, ...]
    nothing_found: int
    """On how many asks nothing was found."""

    @property
    def open_asks(self) -> int:
        """On how many asks the lab could still move."""
        return sum(len(row.subjects) for row in self.still_open)


@dataclass(frozen=True)
class LabRow:
    """One lab in the list of labs."""

    slug: str
    name: str
    description: str
    counts: PositionCounts


def ask_dossier(slug: str) -> AskDossier:
    """Return one ask with everything on its page; raises Ask.DoesNotExist."""
    asks = Ask.objects.filter(text__isnull=False).with_text().defer("search")
    ask: Any = asks.annotate(
        in_focus=Exists(FocusEntry.objects.overall().filter(ask=OuterRef("pk"))),
        labs_total=_count(Lab.objects.all()),
        source_list=_parts(Source, "title", "publisher", "year", "url", "fact", "verified"),
        precedent_list=_parts(Precedent, "who", "date", "what", "outcome", "publisher", "url"),
        support_list=_support(),
        related_list=_related(),
    ).get(slug=slug)
    positions = _with_events(Position.objects.shown().filter(ask=ask))
    found = list(
        positions.order_by(Lower("lab__name")).values(
            *EVIDENCE_FIELDS, "lab__slug", "lab__name", "lab__checked"
        )
    )
    rows = evidence_rows((Subject(row["lab__slug"], row["lab__name"]), row) for row in found)
    checked = max((row["lab__checked"] for row in found), default=None)
    return AskDossier(ask, rows, len(found), checked)


def lab_dossier(slug: str) -> LabDossier:
    """Return one lab with everything on its page; raises Lab.DoesNotExist."""
    lab: Any = Lab.objects.annotate(
        asks_total=_count(Ask.objects.current()), focus_list=_focus_facts()
    ).get(slug=slug)
    positions = _with_events(Position.objects.published().filter(lab=lab))
    found = list(
        positions.order_by("ask__category__position", Lower("ask__text__title")).values(
            *EVIDENCE_FIELDS, "ask__slug", "ask__text__title"
        )
    )
    rows = evidence_rows((Subject(row["ask__slug"], row["ask__text__title"]), row) for row in found)
    statuses = {row["ask__slug"]: PositionStatus(row["status"]) for row in found}
    return LabDossier(
        lab=lab,
        focus=tuple(_focus_ask(entry, statuses.get(entry["slug"])) for entry in lab.focus_list),
        counts=position_counts(statuses.values()),
        still_open=tuple(row for row in rows if row.status is not PositionStatus.IN_PLACE),
        in_place=tuple(row for row in rows if row.status is PositionStatus.IN_PLACE),
        nothing_found=max(lab.asks_total - len(found), 0),
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


def _count(rows: QuerySet[Any]) -> Subquery:
    """Count the rows of a whole table inside another query."""
    return Subquery(
        rows.order_by().values(number=Func("pk", function="COUNT", output_field=IntegerField()))
    )


def _parts(model: type[Model], *names: str) -> ArraySubquery:
    """List what hangs on an ask, in its own order, as mappings of the named columns."""
    rows = model._default_manager.filter(ask=OuterRef("pk")).order_by("place")
    return ArraySubquery(rows.values(part=JSONObject(**{name: name for name in names})))


def _support() -> ArraySubquery:
    columns = {name: name for name in ("statement", "agree", "disagree", "n", "match", "note")}
    survey = {name: f"survey__{name}" for name in ("title", "url", "year", "caveat")}
    rows = SurveySupport.objects.filter(ask=OuterRef("pk")).order_by("place")
    return ArraySubquery(rows.values(part=JSONObject(**columns, **survey)))


def _related() -> ArraySubquery:
    links = Ask.related.through._default_manager.filter(
        from_ask=OuterRef("pk"), to_ask__retired=False, to_ask__text__isnull=False
    )
    part = JSONObject(slug="to_ask__slug", title="to_ask__text__title")
    return ArraySubquery(links.order_by(Lower("to_ask__text__title")).values(part=part))


def _with_events(positions: PositionQuerySet) -> PositionQuerySet:
    """Add the history of each position, newest first."""
    columns = {name: name for name in ("date", "status", "fact", "publisher", "url")}
    events = PositionEvent.objects.filter(position=OuterRef("pk")).order_by("-date", "pk")
    return positions.annotate(events=ArraySubquery(events.values(part=JSONObject(**columns))))


def _focus_facts() -> ArraySubquery:
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
        in_place=_count(shown.filter(status=PositionStatus.IN_PLACE)),
        agree=Subquery(support.values("agree")[:1]),
        n=Subquery(support.values("n")[:1]),
        match=Subquery(support.values("match")[:1]),
    )
    return ArraySubquery(entries.order_by(Lower("ask__text__title")).values(part=part))


def _focus_ask(entry: Mapping[str, Any], status: PositionStatus | None) -> FocusAsk:
    survey = None
    if entry["n"]:
        survey = SurveyCounts(entry["agree"], entry["n"], SurveyMatch(entry["match"]))
    facts = FocusFacts(Effort(entry["effort"]), entry["in_place"], survey)
    return FocusAsk(entry["slug"], entry["title"], status, reason_at_lab(status, facts))
