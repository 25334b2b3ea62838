"""Ways to read what hangs on an ask or a lab inside the query for it, so that a page stays at few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from asks.models import PositionEvent
from asks.querysets import PositionQuerySet


def count_of(rows: QuerySet[Any]) -> Subquery:
    """Count the rows of a whole table inside another query."""
    return Subquery(
        rows.order_by().values(number=Func("pk", function="COUNT", output_field=IntegerField()))
    )


def parts_of_ask(model: type[Model], *names: str) -> ArraySubquery:
    """List what hangs on an ask, in its own order, as mappings of the named columns."""
    rows = model._default_manager.filter(ask=OuterRef("pk")).order_by("place")
    return ArraySubquery(rows.values(part=JSONObject(**{name: name for name in names})))


def with_events(positions: PositionQuerySet) -> PositionQuerySet:
    """Add the history of each position, newest first, as the list of mappings `events`."""
    columns = {name: name for name in ("date", "status", "fact", "publisher", "url")}
    events = PositionEvent.objects.filter(position=OuterRef("pk")).order_by("-date", "pk")
    return positions.annotate(events=ArraySubquery(events.values(part=JSONObject(**columns))))


def positions_inside(positions: PositionQuerySet, *names: str) -> ArraySubquery:
    """List positions inside of another query, in their own order, as mappings of the named columns and `events`."""
    columns = {name: name for name in (*names, "events")}
    return ArraySubquery(with_events(positions).values(part=JSONObject(**columns)))


def positions_read(listed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what `positions_inside` listed with days as days: JSON has none."""
    days = ("checked", "lab__checked")
    return [
        {**row, **{day: dt.date.fromisoformat(row[day]) for day in days if row.get(day)}}
        for row in listed
    ]
