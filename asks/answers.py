"""What the pages about labs' own answers show."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.db.models.functions import Lower

from asks.models import Ask, Lab, LabAnswer, Spokesperson

VERSIONS_PER_PAGE = 30
NEWEST_FOR_CURATORS = 30


def answer_history(lab: Lab, page: str) -> Page[LabAnswer]:
    """Return one page of all versions of a lab's answers, by ask, the newest version first.

    A page that does not exist gives the nearest one that does.
    """
    versions = LabAnswer.objects.filter(lab=lab).select_related("ask__text")
    by_ask = versions.order_by(Lower("ask__text__title"), "ask", "-number")
    return Paginator(by_ask, VERSIONS_PER_PAGE).get_page(page)


def newest_answer(lab: Lab, ask_slug: str) -> LabAnswer | None:
    """Return the version that counts of a lab's answer to one ask."""
    answers = LabAnswer.objects.newest().filter(lab=lab, ask__slug=ask_slug)
    return answers.select_related("ask__text").first()


def latest_answers() -> list[LabAnswer]:
    """Return the answers that were published last, over all labs."""
    answers = LabAnswer.objects.select_related("lab", "ask__text")
    return list(answers.order_by("-answered_on", "-pk")[:NEWEST_FOR_CURATORS])


def ask_options() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every ask that stands, by topic, as the options of a select."""
    asks = Ask.objects.current().order_by("category__position", Lower("text__short_name"))
    rows: Any = asks.values_list("category__title", "slug", "text__short_name")
    return [
        (topic, [(slug, name) for _topic, slug, name in group])
        for topic, group in groupby(rows, key=lambda row: row[0])
    ]


def claims_waiting() -> list[Spokesperson]:
    """Return those whose token was found and for whom no curator has vouched."""
    found = Spokesperson.objects.exclude(proof="").filter(vouched_on__isnull=True)
    return list(found.select_related("lab").order_by("lab__slug"))


def claims_for_curators() -> list[Spokesperson]:
    """Return everybody whose token was found: first those who wait, then those vouched for."""
    claims = Spokesperson.objects.exclude(proof="").select_related("lab")
    return list(claims.order_by(F("vouched_on").desc(nulls_first=True), "lab__slug"))
