"""Every current ask with what the list needs to choose, count and order, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchConfig, SearchRank, SearchVector
from django.db.models import (
    BooleanField,
    CharField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import JSONObject

from asks.kinds import Effort, Order, PositionStatus, SurveyMatch
from asks.models import Ask, FocusEntry, Position, SurveySupport
from asks.querysets import AskQuerySet, PositionQuerySet
from asks.search import SEARCH_CONFIG, WordSearch

# The columns of one ask. A dictionary and not a model: the list builds rows for one page only.
Candidate = Mapping[str, Any]

_FIELDS = (
    "slug",
    "effort",
    "text__title",
    "text__summary",
    "category__slug",
    "category__title",
    "category__position",
)
_EVIDENCE = ("status", "since", "publisher", "url", "verified")


@dataclass(frozen=True)
class AskFilter:
    """What a person chose; None and empty mean any."""

    words: str = ""
    topic: str = ""
    lab: str = ""
    position: PositionStatus | None = None
    nothing_found: bool = False
    efforts: tuple[Effort, ...] = ()
    focus: bool = False
    order: Order = Order.FOCUS


def read_candidates(chosen: AskFilter, search: WordSearch | None) -> list[Candidate]:
    """Return all current asks, each with its answers to the questions that `chosen` puts.

    Nothing is left out here: the options that were not chosen must be counted too.
    """
    focus = FocusEntry.objects.filter(ask=OuterRef("pk")).order_by()
    asks = Ask.objects.current().order_by("slug")
    asks = asks.annotate(
        statuses=ArraySubquery(_positions().values("status")),
        focus_at=ArraySubquery(focus.values("lab__slug")),
    )
    if chosen.lab:
        here = _positions().filter(lab__slug=chosen.lab)
        columns = JSONObject(**{name: name for name in _EVIDENCE})
        asks = asks.annotate(at_lab=Subquery(here.values(columns=columns)[:1]))
    if chosen.position or chosen.nothing_found:
        there = _positions()
        there = there.filter(status=chosen.position) if chosen.position else there
        asks = asks.annotate(labs_there=ArraySubquery(there.values("lab__slug")))
    if chosen.order is Order.SUPPORT:
        asks = asks.annotate(best_support=_best_support())
    found = _matched(asks, search) if search else asks
    extra = list(found.query.annotations)
    phrasings = ["text__alternate_phrasings"] if search else []
    return list(found.values(*_FIELDS, *phrasings, *extra))


def _positions() -> PositionQuerySet:
    return Position.objects.shown().filter(ask=OuterRef("pk")).order_by()


def _matched(asks: AskQuerySet, search: WordSearch) -> AskQuerySet:
    """Add whether the words are found, how well, and their stems."""
    typed = SearchVector(Value(" ".join(search.words)), config=SearchConfig(SEARCH_CONFIG))
    found = BooleanField()
    return asks.annotate(
        every=ExpressionWrapper(Q(search=search.every_word), output_field=found),
        some=ExpressionWrapper(Q(search=search.any_word), output_field=found),
        rank=SearchRank(F("search"), search.any_word),
        stems=Func(typed, function="tsvector_to_array", output_field=ArrayField(CharField())),
    )


def _best_support() -> Subquery:
    """Return the survey question with the most agreement; one about the ask itself goes first."""
    share = F("agree") * Value(1.0) / F("n")
    direct = Q(match=SurveyMatch.DIRECT)
    best = (
        SurveySupport.objects.filter(ask=OuterRef("pk"), n__gt=0)
        .alias(direct=ExpressionWrapper(direct, output_field=BooleanField()), share=share)
        .order_by("-direct", "-share", "place")
    )
    counts = JSONObject(agree="agree", n="n", match="match")
    return Subquery(best.values(counts=counts)[:1])
