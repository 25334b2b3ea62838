"""Plain functions that make rows of the catalogue; each names only what a test cares about."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from asks.kinds import (
    Confidence,
    Effort,
    Origin,
    PositionStatus,
    RulingKind,
    SurveyMatch,
    Verified,
)
from asks.models import (
    Ask,
    AskText,
    Category,
    FocusEntry,
    FocusRuling,
    Lab,
    Position,
    Survey,
    SurveySupport,
)
from asks.services.search_index import refresh_search

TODAY = dt.date(2026, 11, 23)
_numbers = itertools.count(1)


def make_category(slug: str = "topic", **columns: Any) -> Category:
    """Return the category with this slug, made when it is new."""
    defaults = {"title": slug.capitalize(), "summary": "A topic.", "position": 0}
    return Category.objects.get_or_create(slug=slug, defaults={**defaults, **columns})[0]


def make_ask(
    slug: str = "", *, effort: Effort = Effort.LOW, topic: str = "topic", **words: Any
) -> Ask:
    """Make an ask with a first text; `words` replace parts of the text."""
    slug = slug or f"ask-{next(_numbers)}"
    ask = Ask.objects.create(slug=slug, category=make_category(topic), effort=effort)
    ask.text = AskText.objects.create(ask=ask, **{**_words(slug), **words})
    ask.save()
    refresh_search(Ask.objects.filter(pk=ask.pk))
    return ask


def make_asks(count: int) -> list[Ask]:
    """Make many asks at once."""
    category = make_category()
    asks = Ask.objects.bulk_create(
        Ask(slug=f"many-{number}", category=category, effort=Effort.LOW) for number in range(count)
    )
    texts = AskText.objects.bulk_create(AskText(ask=ask, **_words(ask.slug)) for ask in asks)
    for ask, text in zip(asks, texts, strict=True):
        ask.text = text
    Ask.objects.bulk_update(asks, ["text"])
    refresh_search(Ask.objects.all())
    return asks


def _words(slug: str) -> dict[str, Any]:
    return {
        "number": 1,
        "made_on": TODAY,
        "origin": Origin.SHIPPED,
        "title": f"Title of {slug}",
        "short_name": slug[:32],
        "summary": f"Lead of {slug}. More of it.",
        "why": "It matters.",
        "done_when": ["A page says so", "A date stands there"],
        "effort_reason": "It needs a page.",
        "how_to_say": "Would you tell me how this stands?",
        "counter": "A lab may say no.",
        "reply": "It may.",
        "alternate_phrasings": ["in other words"],
    }


def make_lab(slug: str = "", **columns: Any) -> Lab:
    """Make a lab."""
    slug = slug or f"lab-{next(_numbers)}"
    defaults = {
        "slug": slug,
        "name": slug.capitalize(),
        "short_name": slug.capitalize()[:24],
        "website": "https://lab.example/",
        "description": "A lab.",
        "checked": TODAY,
        "origin": Origin.SHIPPED,
    }
    return Lab.objects.create(**{**defaults, **columns})


def make_position(
    lab: Lab, ask: Ask, status: PositionStatus = PositionStatus.IN_PLACE, **columns: Any
) -> Position:
    """Make a position that is shown."""
    return Position.objects.create(**_position(lab, ask, status, columns))


def make_positions(labs: list[Lab], asks: list[Ask]) -> None:
    """Make a position of every lab on every ask at once."""
    Position.objects.bulk_create(
        Position(**_position(lab, ask, PositionStatus.PARTIAL, {"fact": f"{lab.pk} {ask.pk}"}))
        for lab in labs
        for ask in asks
    )


def _position(
    lab: Lab, ask: Ask, status: PositionStatus, columns: dict[str, Any]
) -> dict[str, Any]:
    defaults = {
        "lab": lab,
        "ask": ask,
        "status": status,
        "since": "2026-04-17",
        "fact": "It says so on a page.",
        "publisher": "The publisher",
        "url": "https://lab.example/page",
        "verified": Verified.PRIMARY,
        "confidence": Confidence.HIGH,
        "shown": True,
        "origin": Origin.SHIPPED,
    }
    return {**defaults, **columns}


def make_focus(ask: Ask, lab: Lab | None = None, rank: int = 1) -> FocusEntry:
    """Put an ask in focus, at one lab or overall."""
    return FocusEntry.objects.create(
        ask=ask,
        lab=lab,
        rank=rank,
        gap=1.0,
        feasibility=1.0,
        demand=0.0,
        score=1.0,
        since_window="2026H2",
    )


def make_ruling(
    ask: Ask,
    lab: Lab | None = None,
    kind: RulingKind = RulingKind.PIN,
    *,
    ended_on: dt.date | None = None,
) -> FocusRuling:
    """Let a curator have ruled about an ask, at one lab or overall."""
    return FocusRuling.objects.create(
        ask=ask,
        lab=lab,
        ruling=kind,
        reason="Because of this.",
        decided_on=TODAY,
        ended_on=ended_on,
    )


def make_support(ask: Ask, agree: int = 49, n: int = 51) -> SurveySupport:
    """Let experts have agreed with an ask."""
    survey, _made = Survey.objects.get_or_create(
        slug="survey",
        defaults={
            "title": "A survey",
            "publisher": "A centre",
            "year": 2023,
            "url": "https://survey.example/",
            "caveat": "A small sample, some years ago.",
        },
    )
    return SurveySupport.objects.create(
        ask=ask,
        survey=survey,
        place=0,
        statement="The statement",
        agree=agree,
        disagree=1,
        n=n,
        match=SurveyMatch.DIRECT,
    )
