"""The page about one lab that somebody inside it can pass on: published facts, politely, on a sheet of paper."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from asks.kinds import PositionStatus
from asks.models import Position, PositionEvent
from outcomes.lab_briefs import BRIEF_ROWS
from outcomes.models import Window
from outcomes.statistics.intervals import interval
from tests.asks.factories import make_ask, make_focus, make_lab, make_position
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES
from tests.outcomes.published import DECIDED_SCALE, SCALE, publish, window_named, words_of
from tests.outcomes.verifying import LAB

pytestmark = pytest.mark.django_db

BRIEF = f"/tallies/2025H1/{NORTH}/brief/"


@pytest.fixture
def release(db: None) -> None:
    """Publish one ask with a number, which decided offers, too."""
    publish(
        window_named("2025H1", 2025),
        {NORTH: {SAFETY_CASES: (31, 18, 2)}},
        {NORTH: 118},
        decided={NORTH: {SAFETY_CASES: (40, 0)}},
    )


@pytest.fixture
def position(db: None) -> Position:
    """Return what the catalogue says of the lab: one position with one earlier event."""
    lab, ask = make_lab(NORTH), make_ask(SAFETY_CASES)
    make_focus(ask, lab)
    found = make_position(lab, ask, PositionStatus.PARTIAL)
    PositionEvent.objects.create(position=found, date="2024", fact="A draft.", publisher="P")
    return found


def title_of(position: Position) -> str:
    """Return the title of the ask that a position is about."""
    assert position.ask.text is not None
    return position.ask.text.title


@pytest.mark.usefixtures("release")
def test_it_holds_the_labs_numbers_with_their_ranges_and_the_day(client: Client) -> None:
    page = words_of(client.get(BRIEF))
    total, over = interval(51, [SCALE] * 3), interval(40, [DECIDED_SCALE])
    assert "About 118 conversations, not checked" in page
    assert f"Safety cases Raised 51 {total.low} to {total.high}" in page
    assert f"Turned down over it 40 {over.low} to {over.high}" in page
    assert "between 1 January 2025 and 30 June 2025" in page
    assert "Published on 2 July 2025." in page


@pytest.mark.usefixtures("release", "position")
def test_it_holds_the_labs_focus_and_what_the_record_says_with_its_evidence(
    client: Client, position: Position
) -> None:
    page = words_of(client.get(BRIEF))
    assert f"{title_of(position)} Partly in place, 2 pieces of evidence" in page
    assert "From 2 dated pieces of evidence." in page


@pytest.mark.usefixtures("release")
def test_a_position_that_is_withheld_is_not_in_it(client: Client, position: Position) -> None:
    Position.objects.update(shown=False)
    page = words_of(client.get(BRIEF))
    assert "Partly in place" not in page
    assert f"{title_of(position)} Nothing found" in page


@pytest.mark.usefixtures("release")
def test_it_says_where_it_stands_and_what_it_cannot_say(client: Client, settings: Settings) -> None:
    settings.ORIGIN = "https://leverage.example"
    page = words_of(client.get(BRIEF))
    assert f"https://leverage.example{BRIEF}" in page
    assert "What these numbers cannot say" in page
    assert "They are no comparison with other labs" in page


@pytest.mark.usefixtures("release", "position")
def test_it_takes_three_queries_and_no_script(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        response = client.get(BRIEF)
    assert b"<script" not in response.content
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_verified_conversations_lead_and_the_others_are_counted_apart(client: Client) -> None:
    publish(
        window_named("2025H1", 2025, verified=True),
        {LAB: {NO_GAG: (40, 0, 0)}},
        {LAB: 50},
        verified={LAB: {NO_GAG: (60, 0, 0)}},
        verified_entries={LAB: 70},
    )
    page = words_of(client.get(f"/tallies/2025H1/{LAB}/brief/"))
    assert page.index("About 70 conversations with a mail you signed") < page.index(
        "About 50 further conversations ("
    )
    assert "No gag clause Raised 60" in page
    assert "Raised 40" not in page
    assert "Raised 100" not in page


def test_rows_are_bounded_and_the_rest_is_counted(client: Client) -> None:
    window = window_named("2025H1", 2025)
    asks = [{"slug": f"ask-{n}", "short_name": f"Ask {n:02}"} for n in range(BRIEF_ROWS + 3)]
    window.parameters["asks"] = asks
    window.save()
    publish(window, {NORTH: {ask["slug"]: (50, 0, 0) for ask in asks}})
    page = words_of(client.get(BRIEF))
    assert page.count(" Raised 50 ") == BRIEF_ROWS
    assert "3 further asks have numbers" in page


@pytest.mark.usefixtures("position")
def test_beside_invented_numbers_stands_nothing_of_a_real_lab(
    client: Client, position: Position
) -> None:
    publish(window_named("2025H1-demo", 2025, demonstration=True))
    page = words_of(client.get(f"/tallies/2025H1-demo/{NORTH}/brief/"))
    assert "Made-up numbers." in page
    assert "Partly in place" not in page
    assert title_of(position) not in page


@pytest.mark.usefixtures("release")
@pytest.mark.parametrize("path", ["2025H1/other", "2025H1/nowhere", f"2024H1/{NORTH}"])
def test_there_is_none_for_all_other_labs_or_for_an_unknown_one(client: Client, path: str) -> None:
    assert client.get(f"/tallies/{path}/brief/").status_code == 404


@pytest.mark.usefixtures("release")
def test_a_rehearsal_has_none(client: Client) -> None:
    Window.objects.update(rehearsal=True)
    assert client.get(BRIEF).status_code == 404
