"""Labs' own answers as pages show them, beside positions and never mixed with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from asks.evidence import Subject
from asks.kinds import Stance
from asks.models import LabAnswer
from asks.wording import partial_date_in_words

_COLUMNS = ("stance", "planned_by", "url", "answered_on", "contested")


@dataclass(frozen=True)
class OwnAnswer:
    """What a lab itself says about an ask."""

    subject: Subject
    stance: Stance
    planned_by: str
    date: str
    url: str
    contested: str


def answers_of_lab() -> ArraySubquery:
    """List a lab's newest answers to asks that still stand, inside the query for the lab."""
    answers = LabAnswer.objects.newest().filter(lab=OuterRef("pk"), ask__retired=False)
    names = {"slug": "ask__slug", "name": "ask__text__title"}
    return ArraySubquery(answers.values(part=_part(names)))


def answers_to_ask() -> ArraySubquery:
    """List every lab's newest answer to an ask, inside the query for the ask."""
    answers = LabAnswer.objects.newest().filter(ask=OuterRef("pk"))
    names = {"slug": "lab__slug", "name": "lab__name"}
    return ArraySubquery(answers.values(part=_part(names)))


def own_answers(parts: Iterable[Mapping[str, Any]]) -> tuple[OwnAnswer, ...]:
    """Return what the subqueries above gave, by name of the ask or the lab."""
    ordered = sorted(parts, key=lambda part: str(part["name"]).casefold())
    return tuple(
        OwnAnswer(
            subject=Subject(part["slug"], part["name"]),
            stance=Stance(part["stance"]),
            planned_by=partial_date_in_words(part["planned_by"]) if part["planned_by"] else "",
            date=partial_date_in_words(part["answered_on"]),
            url=part["url"],
            contested=part["contested"],
        )
        for part in ordered
    )


def _part(names: Mapping[str, str]) -> JSONObject:
    return JSONObject(**names, **{name: name for name in _COLUMNS})
