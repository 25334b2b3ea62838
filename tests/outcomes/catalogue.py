"""A tiny public catalogue, as far as windows and the focus list look at it."""

from __future__ import annotations

from collections.abc import Sequence

from asks.kinds import Confidence, Effort, Origin, PositionStatus, SurveyMatch, Verified
from asks.models import Ask, AskText, Category, Lab, Position, Survey, SurveySupport
from tests.outcomes.factories import DAY


def make_ask(slug: str, effort: Effort = Effort.LOW) -> Ask:
    """Return an ask that can be raised, called like its slug."""
    category, _made = Category.objects.get_or_create(
        slug="topic", defaults={"title": "Topic", "summary": "A topic.", "position": 0}
    )
    ask = Ask.objects.create(slug=slug, category=category, effort=effort)
    ask.text = AskText.objects.create(
        ask=ask,
        number=1,
        made_on=DAY,
        origin=Origin.SHIPPED,
        title=slug,
        short_name=slug,
        done_when=[],
    )
    ask.save()
    return ask


def make_lab(slug: str, *, in_place: Sequence[Ask] = ()) -> Lab:
    """Return a lab of which it is published that it does these asks."""
    lab = Lab.objects.create(
        slug=slug, name=slug.title(), short_name=slug, checked=DAY, origin=Origin.SHIPPED
    )
    for ask in in_place:
        make_position(lab, ask, PositionStatus.IN_PLACE)
    return lab


def make_position(lab: Lab, ask: Ask, status: PositionStatus, *, shown: bool = True) -> Position:
    """Return what a lab does about an ask."""
    return Position.objects.create(
        lab=lab,
        ask=ask,
        status=status,
        fact="It says so.",
        publisher="The lab",
        url="https://example.org/",
        verified=Verified.PRIMARY,
        confidence=Confidence.HIGH,
        shown=shown,
        origin=Origin.SHIPPED,
    )


def make_support(
    ask: Ask, agree: int, n: int, match: SurveyMatch = SurveyMatch.DIRECT
) -> SurveySupport:
    """Return how many respondents of a survey agreed with an ask."""
    survey, _made = Survey.objects.get_or_create(slug="survey", defaults={"year": 2023})
    return SurveySupport.objects.create(
        ask=ask,
        survey=survey,
        place=0,
        statement="Do it.",
        agree=agree,
        disagree=0,
        n=n,
        match=match,
    )
