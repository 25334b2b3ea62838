"""Watching a release: what the mechanism was given, and what the database holds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from outcomes import keystore
from outcomes.crypto import keyset
from outcomes.kinds import Kind, Query
from outcomes.models import BudgetEntry, Release, Tally, Window
from outcomes.releases import release_window
from outcomes.statistics.counting import cells
from outcomes.windows import close_window
from tests.outcomes import factories

TABLES = [table["slug"] for table in factories.TABLES]
SLUGS = [ask["slug"] for ask in factories.ASKS]
CELLS = cells(SLUGS, Kind.CONVERSATION, Query.RESPONSES)
DECIDED_CELLS = cells(SLUGS, Kind.CONVERSATION, Query.DECIDED)
ALL_CELLS = len(TABLES) * (len(CELLS) + len(DECIDED_CELLS) + 1)
ALL_DRAWS = len(TABLES) * len(Query)


class Draw(NamedTuple):
    """One drawing of noise: what the mechanism was given, and what it gave back."""

    values: list[int]
    scale: float
    sensitivity: int
    epsilon: Decimal
    answer: list[int]


def exact_counts(draws: list[Draw]) -> dict[str, tuple[dict[tuple[str, str], int], int]]:
    """Return the exact counts by table as the mechanism saw them: cells that are not zero, entries."""
    vectors = [draw.values for draw in draws if len(draw.values) == len(CELLS)]
    entries = [draw.values[0] for draw in draws if len(draw.values) == 1]
    return {
        table: ({cell: n for cell, n in zip(CELLS, vector, strict=True) if n}, number)
        for table, vector, number in zip(TABLES, vectors, entries, strict=True)
    }


def nothing_was_written() -> bool:
    """Return whether the database holds no trace of a release."""
    return not any(model.objects.exists() for model in (Release, Tally, BudgetEntry))


def row_counts() -> Counter[str]:
    """Return the number of rows of every table of the database."""
    with connection.cursor() as cursor:
        counts: Counter[str] = Counter()
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - the database's own names
            counts[name] = cursor.fetchone()[0]
        return counts


def database_day() -> dt.date:
    """Return today by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_DATE")
        day: dt.date = cursor.fetchone()[0]
        return day


def end_today(window: Window) -> None:
    """Let the last day of a window that is open be yesterday, then do what is due.

    Logging needs a window that is open today, and a release goes by the database's own clock, which no test can turn.
    So the window itself is rewritten, with the document whose hash a release compares, and the copy of that hash.
    """
    assert window.key_set is not None
    last = timezone.now().date() - dt.timedelta(days=1)
    key_set = {**window.key_set, "closes_on": last.isoformat()}
    key_set_hash = keyset.keyset_hash(key_set)
    Window.objects.filter(pk=window.pk).update(
        closes_on=last, key_set=key_set, key_set_hash=key_set_hash
    )
    keystore.store_key_set_hash(window.name, key_set_hash)
    close_window(window.name)
    assert release_window(window.name).first_time
