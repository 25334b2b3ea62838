"""The catalogue for programs: asks, labs, positions and the focus lists, to read and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from pydantic import Field

from asks.api_rows import (
    ASK_COLUMNS,
    ASK_DETAIL_COLUMNS,
    FOCUS_COLUMNS,
    LAB_COLUMNS,
    POSITION_COLUMNS,
    AskDetail,
    AskPage,
    ConfidenceWord,
    FocusPage,
    LabDetail,
    LabPage,
    PositionPage,
    StatusWord,
    VerifiedWord,
)
from asks.api_shapes import (
    AS_WHOLE,
    REFUSALS,
    Name,
    Paging,
    Record,
    Truth,
    Unchosen,
    read_one,
    read_page,
    refuse_strays,
    require_known,
)
from asks.kinds import PositionStatus
from asks.models import Ask, Category, FocusEntry, Lab, Position, Precedent, Source, SurveySupport
from asks.own_answers import answers_of_lab, answers_to_ask
from asks.querysets import AskQuerySet, LabQuerySet
from asks.search import word_search
from asks.subqueries import parts_of_ask, with_events

router = Router()


class AskChoice(Paging):
    """Which asks are wanted."""

    q: Annotated[str, Field(min_length=1, max_length=100)] | Unchosen = Field(
        None, description="Words that all occur in the ask."
    )
    topic_slug: Name | Unchosen = Field(None, description="Only asks about this topic.")
    effort: Annotated[int, Field(ge=1, le=3), AS_WHOLE] | Unchosen = Field(
        None, description="Only asks that take so much: 1 little, 3 much."
    )
    in_focus: Truth | Unchosen = Field(
        None, description="Only asks that are, or are not, in the focus list for every lab."
    )
    retired: Truth = Field(
        default=False,
        description="true for asks that can no longer be raised, instead of the others.",
    )


class PositionChoice(Paging):
    """Which positions are wanted."""

    lab: Name | Unchosen = Field(None, description="Only positions of this lab.")
    ask: Name | Unchosen = Field(None, description="Only positions on this ask.")
    status: StatusWord | Unchosen = Field(None, description="Only this position.")
    verified: VerifiedWord | Unchosen = Field(
        None, description="Only where the check came this close to the source."
    )
    confidence: ConfidenceWord | Unchosen = Field(
        None, description="Only where the evidence is this strong."
    )


class FocusChoice(Paging):
    """Which focus lists are wanted."""

    lab: Name | Unchosen = Field(None, description="Only the list for this lab.")
    overall: Truth | Unchosen = Field(
        None,
        description="true for the list for every lab alone, false for those of labs.",
    )


AskName = Annotated[Name, Path(description="Name of the ask in addresses.")]
LabName = Annotated[Name, Path(description="Name of the lab in addresses.")]


@router.get(
    "/asks/",
    response={200: AskPage, **REFUSALS},
    operation_id="list_asks",
    summary="Asks",
    tags=["Catalogue"],
)
def list_asks(request: HttpRequest, chosen: Annotated[AskChoice, Query()]) -> Record:
    """The concrete practices that people can ask a lab for, in the order of their names."""
    require_known(Category.objects.all(), chosen.topic_slug, _("There is no topic “%s”."))
    asks = _asks().filter(retired=chosen.retired)
    if chosen.q is not None:
        search = word_search(chosen.q)
        asks = asks.filter(search=search.every_word) if search else asks.none()
    asks = _only(asks, category__slug=chosen.topic_slug, effort=chosen.effort)
    asks = _only(asks, in_focus=chosen.in_focus)
    return read_page(request, chosen, asks.order_by("slug"), ASK_COLUMNS)


@router.get(
    "/asks/{ask}/",
    response={200: AskDetail, **REFUSALS},
    operation_id="read_ask",
    summary="One ask",
    tags=["Catalogue"],
)
def read_ask(request: HttpRequest, ask: AskName) -> Record:
    """One ask with its sources, precedents, surveys and what labs say; retired ones too."""
    refuse_strays(request)
    links = Ask.related.through._default_manager.filter(
        from_ask=OuterRef("pk"), to_ask__retired=False, to_ask__text__isnull=False
    )
    asks = _asks().annotate(
        related_list=ArraySubquery(links.order_by("to_ask__slug").values("to_ask__slug")),
        source_list=parts_of_ask(Source, "title", "publisher", "year", "url", "fact", "verified"),
        precedent_list=parts_of_ask(
            Precedent, "who", "date", "what", "outcome", "publisher", "url", "verified"
        ),
        support_list=_support(),
        answer_list=answers_to_ask(),
    )
    found = read_one(asks.filter(slug=ask), ASK_DETAIL_COLUMNS, _("There is no ask “%s”.") % ask)
    answers = [{**answer, "lab": answer["slug"], "ask": ask} for answer in found["answers"]]
    return {**found, "answers": sorted(answers, key=lambda answer: answer["lab"])}


@router.get(
    "/labs/",
    response={200: LabPage, **REFUSALS},
    operation_id="list_labs",
    summary="Labs",
    tags=["Catalogue"],
)
def list_labs(request: HttpRequest, chosen: Annotated[Paging, Query()]) -> Record:
    """The labs of the catalogue, in the order of their names in addresses, which ranks nobody."""
    return read_page(request, chosen, _labs().order_by("slug"), LAB_COLUMNS, _counted)


@router.get(
    "/labs/{lab}/",
    response={200: LabDetail, **REFUSALS},
    operation_id="read_lab",
    summary="One lab",
    tags=["Catalogue"],
)
def read_lab(request: HttpRequest, lab: LabName) -> Record:
    """One lab with what it says itself; what we found of it stands under positions."""
    refuse_strays(request)
    labs = _labs().annotate(answer_list=answers_of_lab()).filter(slug=lab)
    columns = {**LAB_COLUMNS, "answers": "answer_list"}
    found = _counted(read_one(labs, columns, _("There is no lab “%s”.") % lab))
    answers = [{**answer, "lab": lab, "ask": answer["slug"]} for answer in found["answers"]]
    return {**found, "answers": sorted(answers, key=lambda answer: answer["ask"])}


@router.get(
    "/positions/",
    response={200: PositionPage, **REFUSALS},
    operation_id="list_positions",
    summary="Positions",
    tags=["Catalogue"],
)
def list_positions(request: HttpRequest, chosen: Annotated[PositionChoice, Query()]) -> Record:
    """What each lab does in public about each ask. Where there is no row, nothing was found: that is not a no."""
    require_known(Lab.objects.all(), chosen.lab, _("There is no lab “%s”."))
    require_known(Ask.objects.all(), chosen.ask, _("There is no ask “%s”."))
    positions = _only(
        with_events(Position.objects.published()),
        lab__slug=chosen.lab,
        ask__slug=chosen.ask,
        status=chosen.status,
        verified=chosen.verified,
        confidence=chosen.confidence,
    )
    rows = positions.order_by("lab__slug", "ask__slug")
    return read_page(request, chosen, rows, POSITION_COLUMNS, _with_history)


@router.get(
    "/focus/",
    response={200: FocusPage, **REFUSALS},
    operation_id="list_focus",
    summary="Focus lists",
    tags=["Focus"],
)
def list_focus(request: HttpRequest, chosen: Annotated[FocusChoice, Query()]) -> Record:
    """The few asks recommended now, for every lab and at each, with every factor: first the list for every lab."""
    require_known(Lab.objects.all(), chosen.lab, _("There is no lab “%s”."))
    entries = FocusEntry.objects.filter(ask__retired=False, ask__text__isnull=False)
    entries = _only(entries, lab__slug=chosen.lab, lab__isnull=chosen.overall)
    rows = entries.order_by(F("lab__slug").asc(nulls_first=True), "rank", "ask__slug")
    return read_page(request, chosen, rows, FOCUS_COLUMNS)


def _only(rows: Any, **chosen: object) -> Any:
    """Keep the rows that agree with every choice that was made."""
    return rows.filter(**{name: value for name, value in chosen.items() if value is not None})


def _asks() -> AskQuerySet:
    focus = FocusEntry.objects.overall().filter(ask=OuterRef("pk"))
    return Ask.objects.filter(text__isnull=False).annotate(in_focus=Exists(focus))


def _labs() -> LabQuerySet:
    published = Position.objects.published().filter(lab=OuterRef("pk")).order_by()
    return Lab.objects.annotate(statuses=ArraySubquery(published.values("status")))


def _counted(record: Record) -> Record:
    counts: Counter[str] = Counter(record["positions"])
    return {**record, "positions": {status.value: counts[status] for status in PositionStatus}}


def _with_history(record: Record) -> Record:
    events = [{**event, "status": event["status"] or None} for event in record["history"]]
    return {**record, "history": events}


def _support() -> ArraySubquery:
    columns = {name: name for name in ("statement", "agree", "disagree", "n", "match")}
    survey = {name: f"survey__{name}" for name in ("url", "year", "caveat")}
    rows: QuerySet[Any] = SurveySupport.objects.filter(ask=OuterRef("pk")).order_by("place")
    return ArraySubquery(rows.values(part=JSONObject(survey="survey__title", **survey, **columns)))
