"""Two or three asks side by side, in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject, Lower

from asks.kinds import Effort, PositionStatus, SurveyMatch, Verified
from asks.models import Ask, Position, SurveySupport
from asks.wording import partial_date_in_words

FEWEST, MOST = 2, 3


class NotComparable(Exception):
    """The asks cannot be put side by side; says how many were named and which of them exist."""

    def __init__(
        self, named: int, unknown: Sequence[str], known: Sequence[tuple[str, str]]
    ) -> None:
        self.named = named
        self.unknown = unknown
        self.known = known
        super().__init__(f"{named} named, {len(unknown)} unknown")


@dataclass(frozen=True)
class ComparedLab:
    """One lab's position on one ask, with its evidence."""

    slug: str
    name: str
    date: str
    publisher: str
    url: str
    verified: Verified


@dataclass(frozen=True)
class ComparedSupport:
    """What a survey counted about an ask."""

    agree: int
    n: int
    statement: str
    direct: bool
    year: int
    url: str


@dataclass(frozen=True)
class ComparedAsk:
    """One column of the comparison."""

    slug: str
    title: str
    short_name: str
    summary: str
    topic: str
    effort: Effort
    effort_reason: str
    done_when: Sequence[str]
    labs: Sequence[tuple[PositionStatus, Sequence[ComparedLab]]]
    """The labs by position, in the order of the chips and then of the alphabet."""
    support: Sequence[ComparedSupport]


def compare_asks(slugs: Sequence[str]) -> list[ComparedAsk]:
    """Return the asks in the order in which they were named, one named twice once.

    Raises NotComparable when they are fewer than two or more than three, or one is not in the
    catalogue (any more); the error carries those that are.
    """
    wanted = list(dict.fromkeys(slugs))
    # One more than may be compared is enough to answer; nobody can make the query long.
    asked = [slug for slug in wanted[: MOST + 1] if "\x00" not in slug]
    found = {columns["slug"]: columns for columns in _columns(asked)}
    named = [_compared(found[slug]) for slug in wanted[:MOST] if slug in found]
    unknown = [slug for slug in wanted[: MOST + 1] if slug not in found]
    if unknown or not FEWEST <= len(wanted) <= MOST:
        raise NotComparable(len(wanted), unknown, [(ask.slug, ask.title) for ask in named])
    return named


def _columns(slugs: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    return list(
        Ask.objects.current()
        .filter(slug__in=slugs)
        .annotate(held=ArraySubquery(_held()), counted=ArraySubquery(_counted()))
        .values(
            "slug",
            "effort",
            "category__title",
            "text__title",
            "text__short_name",
            "text__summary",
            "text__effort_reason",
            "text__done_when",
            "held",
            "counted",
        )
    )


def _held() -> Any:
    columns = ("status", "since", "publisher", "url", "verified")
    return (
        Position.objects.shown()
        .filter(ask=OuterRef("pk"))
        .order_by(Lower("lab__name"))
        .values(
            columns=JSONObject(
                slug="lab__slug", name="lab__short_name", **{name: name for name in columns}
            )
        )
    )


def _counted() -> Any:
    return (
        SurveySupport.objects.filter(ask=OuterRef("pk"))
        .order_by("place")
        .values(
            columns=JSONObject(
                agree="agree",
                n="n",
                statement="statement",
                match="match",
                year="survey__year",
                url="survey__url",
            )
        )
    )


def _compared(columns: Mapping[str, Any]) -> ComparedAsk:
    held = columns["held"]
    by_status = [
        (status, [_lab(position) for position in held if position["status"] == status])
        for status in PositionStatus
    ]
    return ComparedAsk(
        slug=columns["slug"],
        title=columns["text__title"],
        short_name=columns["text__short_name"],
        summary=columns["text__summary"],
        topic=columns["category__title"],
        effort=Effort(columns["effort"]),
        effort_reason=columns["text__effort_reason"],
        done_when=columns["text__done_when"],
        labs=[(status, labs) for status, labs in by_status if labs],
        support=[_support(counts) for counts in columns["counted"]],
    )


def _lab(position: Mapping[str, str]) -> ComparedLab:
    return ComparedLab(
        slug=position["slug"],
        name=position["name"],
        date=partial_date_in_words(position["since"]),
        publisher=position["publisher"],
        url=position["url"],
        verified=Verified(position["verified"]),
    )


def _support(counts: Mapping[str, Any]) -> ComparedSupport:
    return ComparedSupport(
        agree=counts["agree"],
        n=counts["n"],
        statement=counts["statement"],
        direct=counts["match"] == SurveyMatch.DIRECT,
        year=counts["year"],
        url=counts["url"],
    )
