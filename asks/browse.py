"""Choosing and ordering asks for the list: what the filters mean, in three queries at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from asks.evidence import PositionCounts, position_counts
from asks.kinds import Effort, Order, PositionStatus
from asks.models import Ask, FocusEntry, Position
from asks.querysets import AskQuerySet, FocusQuerySet, PositionQuerySet
from asks.search import word_search
from asks.wording import first_sentence

PAGE_SIZE = 20


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


@dataclass(frozen=True, slots=True)
class AskRow:
    """One ask as the list shows it."""

    slug: str
    title: str
    lead: str
    topic: str
    effort: Effort
    in_focus: bool
    counts: PositionCounts
    """How many labs hold each position, in the order of the chips."""
    at_lab: PositionStatus | None
    """The position of the lab that the filter names."""


@dataclass(frozen=True)
class AskPage:
    """One page of the list."""

    total: int
    matching: int
    number: int
    rows: tuple[AskRow, ...]
    next_title: str
    """The first title of the page to come; empty on the last page."""
    some_words: bool
    """Whether no ask has every word of the search, so that these have only some."""
    without: Mapping[str, int]
    """When nothing was found: how many asks there are without each filter that is on."""


def browse(chosen: AskFilter, page: int) -> AskPage:
    """Return the asks that the filter lets through; a page that does not exist becomes the nearest.

    A search first wants every word; when no ask has them all, asks with any of them are found.
    """
    search = word_search(chosen.words)
    strict = _conditions(chosen, search.every_word if search else None)
    loose = _conditions(chosen, search.any_word if search else None)
    asks = Ask.objects.current()
    counts = asks.aggregate(
        total=Count("pk"),
        strict=Count("pk", filter=_all(strict)),
        loose=Count("pk", filter=_all(loose)),
    )
    if not counts["loose"]:
        without = _counts_without(asks, loose)
        return AskPage(counts["total"], 0, 1, (), "", some_words=False, without=without)
    generous = not counts["strict"]
    matching = counts["loose"] if generous else counts["strict"]
    number = min(max(page, 1), -(-matching // PAGE_SIZE))
    query = (search.any_word if generous else search.every_word) if search else None
    found = asks.filter(_all(loose if generous else strict))
    rows = _rows(_ordered(_described(found, chosen), chosen, query), number)
    next_title = rows[PAGE_SIZE].title if len(rows) > PAGE_SIZE else ""
    return AskPage(
        counts["total"],
        matching,
        number,
        rows[:PAGE_SIZE],
        next_title,
        some_words=generous,
        without={},
    )


def _all(conditions: Mapping[str, Q]) -> Q:
    return reduce(and_, conditions.values(), Q(pk__isnull=False))


def _conditions(chosen: AskFilter, query: SearchQuery | None) -> dict[str, Q]:
    """Return the condition of each filter that is on, by the name of its form field."""
    conditions: dict[str, Q] = {}
    if query is not None:
        conditions["q"] = Q(search=query)
    if chosen.topic:
        conditions["topic"] = Q(category__slug=chosen.topic)
    if chosen.position:
        conditions["position"] = Q(Exists(_positions(chosen).filter(status=chosen.position)))
    if chosen.nothing_found:
        conditions["position"] = ~Q(Exists(_positions(chosen)))
    if chosen.efforts:
        conditions["effort"] = Q(effort__in=chosen.efforts)
    if chosen.focus:
        conditions["focus"] = Q(Exists(_focus(chosen)))
    return conditions


def _positions(chosen: AskFilter) -> PositionQuerySet:
    """The shown positions on one ask: of the lab that is chosen, else of any."""
    positions = Position.objects.shown().filter(ask=OuterRef("pk"))
    return positions.filter(lab__slug=chosen.lab) if chosen.lab else positions


def _focus(chosen: AskFilter) -> FocusQuerySet:
    """The focus entries of one ask: at the lab that is chosen, else overall."""
    entries = FocusEntry.objects.filter(ask=OuterRef("pk"))
    return entries.filter(lab__slug=chosen.lab) if chosen.lab else entries.overall()


def _counts_without(asks: AskQuerySet, conditions: Mapping[str, Q]) -> dict[str, int]:
    if not conditions:
        return {}
    others = {
        name: _all({key: value for key, value in conditions.items() if key != name})
        for name in conditions
    }
    return asks.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in others.items()}
    )


def _described(asks: AskQuerySet, chosen: AskFilter) -> AskQuerySet:
    """Add what a row shows. PostgreSQL works these out for the rows of the page only."""
    shown = Position.objects.shown().filter(ask=OuterRef("pk"))
    at_lab = shown.filter(lab__slug=chosen.lab).values("status")
    return asks.annotate(
        in_focus=Exists(_focus(chosen)),
        statuses=ArraySubquery(shown.values("status")),
        at_lab=Subquery(at_lab[:1]),
    )


def _ordered(asks: AskQuerySet, chosen: AskFilter, query: SearchQuery | None) -> AskQuerySet:
    if chosen.order is Order.MATCH and query is not None:
        return asks.order_by(SearchRank(F("search"), query).desc(), "slug")
    orders: dict[Order, Callable[[], AskQuerySet]] = {
        Order.EFFORT: lambda: asks.order_by("effort", "category__position", "slug"),
        Order.LABS: lambda: _by_labs(asks),
        Order.TITLE: lambda: asks.order_by(Lower("text__title"), "slug"),
    }
    by_topic = orders.get(
        chosen.order,
        lambda: asks.order_by(
            F("in_focus").desc(), "category__position", Lower("text__title"), "slug"
        ),
    )
    return by_topic()


def _by_labs(asks: AskQuerySet) -> AskQuerySet:
    """Those most labs have in place first; partly in place decides between equals."""
    held = Position.objects.shown().filter(ask=OuterRef("pk")).order_by().values("ask")
    numbers = held.annotate(
        full=Count("pk", filter=Q(status=PositionStatus.IN_PLACE)),
        part=Count("pk", filter=Q(status=PositionStatus.PARTIAL)),
    )
    return asks.alias(
        full=Subquery(numbers.values("full")), part=Subquery(numbers.values("part"))
    ).order_by(F("full").desc(nulls_last=True), F("part").desc(nulls_last=True), "slug")


def _rows(asks: AskQuerySet, number: int) -> tuple[AskRow, ...]:
    """Return the rows of one page, and one more if there is another page."""
    start = (number - 1) * PAGE_SIZE
    fields = ("slug", "effort", "in_focus", "statuses", "at_lab")
    found = asks.values(*fields, "text__title", "text__summary", "category__title")
    return tuple(_row(values) for values in found[start : start + PAGE_SIZE + 1])


def _row(values: Mapping[str, Any]) -> AskRow:
    return AskRow(
        slug=values["slug"],
        title=values["text__title"],
        lead=first_sentence(values["text__summary"]),
        topic=values["category__title"],
        effort=Effort(values["effort"]),
        in_focus=values["in_focus"],
        counts=position_counts(values["statuses"]),
        at_lab=PositionStatus(values["at_lab"]) if values["at_lab"] else None,
    )
