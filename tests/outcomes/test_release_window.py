"""A release publishes every cell with noise of the promised scale, and charges for it."""

from __future__ import annotations

import itertools
from decimal import Decimal

from django.db.models import Sum

from outcomes.kinds import Kind, Query, ResponseClass, Tier, WindowState
from outcomes.models import BudgetEntry, Release, Tally, Window
from outcomes.releases import release_window
from outcomes.statistics import counting
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.releasing import (
    CELLS,
    DECIDED_CELLS,
    SLUGS,
    TABLES,
    Draw,
    database_day,
    exact_counts,
)

FAR = 60  # The noise lies beyond this with a probability below one in a hundred billion.


def test_conversations_are_counted_where_and_as_they_were_logged(
    window: Window, draws: list[Draw]
) -> None:
    for name in ("a", "b"):
        credentials = factories.draw(window, name)
        factories.log(window, credentials[NORTH])
        factories.log(window, credentials["other"], [(NO_GAG, ResponseClass.NO)])
    close_window(window.name)
    release_window(window.name)
    counted = {(SAFETY_CASES, "yes"): 2, (NO_GAG, "open"): 2}
    assert exact_counts(draws) == {
        NORTH: (counted, 2),
        SOUTH: ({}, 0),
        "other": ({(NO_GAG, "no"): 2}, 2),
    }


def test_published_counts_lie_within_the_noise(closed: Window) -> None:
    release_window(closed.name)
    truth = {(SAFETY_CASES, "yes"): 4, (NO_GAG, "open"): 4, ("", ""): 4}
    rows = Tally.objects.values_list("table", "ask", "response", "count")
    for table, ask, response, count in rows:
        true_count = truth.get((ask, response), 0) if table == NORTH else 0
        assert abs(count - true_count) < FAR


def test_every_cell_of_every_table_is_published_whatever_was_logged(window: Window) -> None:
    close_window(window.name)
    release_window(window.name)
    published = set(Tally.objects.values_list("table", "kind", "tier", "query", "ask", "response"))
    place = (Kind.CONVERSATION, Tier.DRAWN)
    assert published == {
        (table, *place, Query.RESPONSES, ask, response)
        for table, (ask, response) in itertools.product(TABLES, CELLS)
    } | {
        (table, *place, Query.DECIDED, ask, decision)
        for table, (ask, decision) in itertools.product(TABLES, DECIDED_CELLS)
    } | {(table, *place, Query.ENTRIES, "", "") for table in TABLES}


def test_what_is_stored_is_what_the_mechanism_gave_back(closed: Window, draws: list[Draw]) -> None:
    release_window(closed.name)
    drawn = iter(draws)
    for table, query in itertools.product(TABLES, Query):
        cells = counting.cells(SLUGS, Kind.CONVERSATION, query)
        rows = Tally.objects.filter(table=table, query=query)
        stored = {
            (ask, answer): n for ask, answer, n in rows.values_list("ask", "response", "count")
        }
        assert stored == dict(zip(cells, next(drawn).answer, strict=True))
    assert next(drawn, None) is None


def test_noise_has_the_promised_scale_on_every_question(closed: Window, draws: list[Draw]) -> None:
    release_window(closed.name)
    laws = [(draw.scale, draw.sensitivity, draw.epsilon) for draw in draws]
    fixed, kind = ReleaseParameters(), Kind.CONVERSATION
    promised = [
        (fixed.scale(kind, query), fixed.sensitivity(query), fixed.epsilon(kind, query))
        for query in Query
    ]
    assert laws == promised * len(TABLES)


def test_the_ledger_charges_two_for_each_table(closed: Window) -> None:
    release_window(closed.name)
    sums = BudgetEntry.objects.values_list("table").annotate(Sum("epsilon"))
    assert dict(sums) == dict.fromkeys(TABLES, Decimal("2.0"))
    assert set(BudgetEntry.objects.values_list("window", flat=True)) == {closed.name}


def test_the_release_says_how_it_was_made(closed: Window) -> None:
    release_window(closed.name)
    release = Release.objects.get()
    assert release.window == closed
    assert release.parameters == closed.parameters["release"]
    assert release.published_on == database_day()
    closed.refresh_from_db()
    assert closed.state == WindowState.RELEASED
