"""Every current ask with what the list needs to choose, count and order, in one query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchConfig, SearchRank, SearchVector
from django.db import connection
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
_PHRASINGS = "text__alternate_phrasings"
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
    asks = _every_candidate()
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
    phrasings = [_PHRASINGS] if search else []
    return list(found.values(*_FIELDS, *phrasings, *extra))


def every_candidate() -> list[Candidate]:
    """Return all current asks with what a list needs that asks nothing of a lab: the same for everybody."""
    return list(_every_candidate().values(*_FIELDS, _PHRASINGS, "statuses", "focus_at"))


def is_plain(chosen: AskFilter) -> bool:
    """Return whether `every_candidate` answers all that a filter asks of an ask, but for its words."""
    by_lab = chosen.lab or chosen.position or chosen.nothing_found
    return not by_lab and chosen.order is not Order.SUPPORT


def search_among(asks: Sequence[Candidate], search: WordSearch) -> list[Candidate]:
    """Return `asks`, each with what a search finds in it, as `read_candidates` would, in one small query."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, search.in_sql())
        rows = cursor.fetchall()
    stems = rows[0][0]
    found = {
        slug: {"every": every, "some": True, "rank": rank, "stems": stems}
        for _stems, slug, every, rank in rows
    }
    nothing = {"every": False, "some": False, "rank": 0.0, "stems": stems}
    return [{**ask, **found.get(ask["slug"], nothing)} for ask in asks]


# At least one row, so that the stems are known even where nothing is found.
_FOUND = f"""
SELECT sought.stems, ask.slug, ask.search @@ sought.every, ts_rank(ask.search, sought.some)
FROM (
    SELECT tsvector_to_array(to_tsvector('{SEARCH_CONFIG}', %s)) AS stems,
    to_tsquery('{SEARCH_CONFIG}', %s) AS every, to_tsquery('{SEARCH_CONFIG}', %s) AS some
) AS sought
LEFT JOIN {Ask._meta.db_table} AS ask
ON ask.search @@ sought.some AND NOT ask.retired AND ask.text_id IS NOT NULL
"""  # noqa: S608 (names of ours)


def _every_candidate() -> AskQuerySet:
    focus = FocusEntry.objects.filter(ask=OuterRef("pk")).order_by()
    return (
        Ask.objects.current()
        .order_by("slug")
        .annotate(
            statuses=ArraySubquery(_positions().values("status")),
            focus_at=ArraySubquery(focus.values("lab__slug")),
        )
    )


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
