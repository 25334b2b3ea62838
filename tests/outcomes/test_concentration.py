"""How far a release concentrates is told against the lists that stood when its window closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from asks.models import FocusRun
from outcomes.concentration import concentration_of, focus_run_of
from outcomes.models import Release, Window
from tests.outcomes import published
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH, THIRD_PARTIES

pytestmark = pytest.mark.django_db

COUNTS = {
    NORTH: {SAFETY_CASES: (300, 200, 100), NO_GAG: (200, 100, 100)},
    SOUTH: {SAFETY_CASES: (500, 0, 0), THIRD_PARTIES: (0, 0, 500)},
}


def run(number: int, day: dt.date, *, north: str, overall: str) -> FocusRun:
    """Keep a run whose lists hold one ask each."""
    return FocusRun.objects.create(
        number=number,
        window="2025H1",
        made_on=day,
        code_version="0.1.0",
        inputs={},
        lists={"overall": [{"ask": overall}], "labs": {NORTH: [{"ask": north}]}},
    )


@pytest.fixture
def release(db: None) -> Release:
    """Return a release with two labs that concentrate, each in its way."""
    return published.publish(published.window_named("2025H1", 2025), COUNTS)


def share(release: Release, table: str | None = None) -> float | None:
    found = concentration_of(release, table).in_focus
    return None if found is None else round(found.value, 2)


def test_each_table_is_held_against_the_list_of_its_lab_and_else_the_overall_one(
    release: Release,
) -> None:
    run(1, dt.date(2025, 1, 2), north=NO_GAG, overall=THIRD_PARTIES)
    assert (share(release, NORTH), share(release, SOUTH), share(release)) == (0.4, 0.5, 0.45)
    number = concentration_of(release, SOUTH).effective
    assert number is not None
    assert number.value == pytest.approx(2, rel=0.01)


def test_the_list_that_stood_when_the_window_closed_counts(release: Release) -> None:
    assert concentration_of(release).in_focus is None
    run(1, dt.date(2025, 7, 1), north=NO_GAG, overall=NO_GAG)
    assert share(release) is None
    run(2, dt.date(2025, 6, 30), north=SAFETY_CASES, overall=NO_GAG)
    assert share(release, NORTH) == 0.6
    window = release.window
    Window.objects.filter(pk=window.pk).update(demonstration=True)
    window.refresh_from_db()
    run(3, dt.date(2026, 7, 1), north=NO_GAG, overall=NO_GAG)
    assert getattr(focus_run_of(window), "number", None) == 3


def test_a_table_that_nobody_logged_in_says_nothing(release: Release) -> None:
    run(1, dt.date(2025, 1, 2), north=NO_GAG, overall=NO_GAG)
    found = concentration_of(release, "other")
    assert (found.in_focus, found.effective) == (None, None)
    with pytest.raises(KeyError):
        concentration_of(release, "nowhere")


def test_it_takes_two_queries_and_one_with_totals_at_hand(
    release: Release, django_assert_num_queries: Any
) -> None:
    run(1, dt.date(2025, 1, 2), north=NO_GAG, overall=NO_GAG)
    release = Release.objects.select_related("window").get()
    with django_assert_num_queries(2):
        read = concentration_of(release)
    totals = {
        (table, ask): sum(cells) for table, asks in COUNTS.items() for ask, cells in asks.items()
    }
    with django_assert_num_queries(1):
        given = concentration_of(release, totals=totals)
    assert given == read
