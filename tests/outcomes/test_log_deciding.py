"""The ask that decided an offer: at most one, chosen by its slot, sealed with the rest and counted."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from outcomes.crypto.credential_lines import format_line
from outcomes.kinds import Decision, Kind, Query, Response
from outcomes.models import Entry, Window
from outcomes.releases import release_window
from outcomes.statistics.counting import cells
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES
from tests.outcomes.pages import error_of, form, opened, words_of
from tests.outcomes.releasing import SLUGS, Draw

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

SECOND = {"ask_2": NO_GAG, "response_2": Response.DECLINED.value}
AFFECTED = Response.OFFER_AFFECTED.value


@pytest.fixture
def line(window: Window) -> str:
    """Return the line of a sheet for the first lab."""
    return format_line(factories.draw(window)[NORTH])


def again_of(page: str) -> dict[str, str]:
    """Return what the help page would send of the other asks."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_the_page_asks_once_and_nothing_is_chosen(client: Client, window: Window) -> None:
    page = words_of(client.get("/log/"))
    select = re.search(r'<select name="decided".*?</select>', page, re.DOTALL)
    assert select is not None
    assert re.findall(r'label="([^"]+)"', select[0]) == [
        "I turned the offer down over",
        "I am joining for",
    ]
    assert re.findall(r">([^<>\n]+)</option>", select[0]) == [
        "No, or not yet",
        *(["First ask", "Second ask", "Third ask"] * 2),
    ]
    assert re.findall(r'value="([^"]*)" selected', select[0]) == [""]


@pytest.mark.parametrize(
    ("chosen", "sealed"),
    [
        ("", None),
        ("turned_down_over:2", (NO_GAG, "turned_down_over")),
        ("joined_for:1", (SAFETY_CASES, "joined_for")),
    ],
)
def test_what_decided_is_sealed_with_its_ask(
    client: Client, window: Window, line: str, chosen: str, sealed: tuple[str, str] | None
) -> None:
    assert client.post("/log/", form(line, decided=chosen, **SECOND)).status_code == 201
    assert opened(window, Entry.objects.get()).decided == sealed


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ("turned_down_over:2", "Your second ask is empty. Choose it above, or another one here."),
        ("joined_for:3", "Your third ask is empty."),
        ("joined_for:4", "This is not on the list."),
        ("joined_for", "This is not on the list."),
        ("stayed_for:1", "This is not on the list."),
    ],
)
def test_a_decision_about_an_empty_slot_is_refused_there_and_nothing_is_lost(
    client: Client, line: str, chosen: str, reason: str
) -> None:
    response = client.post("/log/", form(line, decided=chosen))
    page = words_of(response)
    assert response.status_code == 400
    assert reason in error_of(response, "decided")
    assert 'href="#id_decided"' in page
    assert f'<option value="{SAFETY_CASES}" selected' in page
    assert (f'<option value="{chosen}" selected' in page) is ("not on" not in reason)
    assert not Entry.objects.exists()


def test_an_ask_that_is_missing_for_another_reason_is_said_once(client: Client, line: str) -> None:
    response = client.post("/log/", form(line, decided="joined_for:2", response_2="agreed"))
    assert "the ask that this answer belongs to" in error_of(response, "ask_2")
    assert error_of(response, "decided") == ""


def test_if_the_offer_changed_over_the_deciding_ask_the_rest_goes_without_it(
    client: Client, window: Window, line: str
) -> None:
    told = form(line, response_1=AFFECTED, decided="turned_down_over:1", **SECOND)
    again = again_of(words_of(client.post("/log/", told)))
    assert "decided" not in again
    assert client.post("/log/", again).status_code == 201
    found = opened(window, Entry.objects.get())
    assert (found.items, found.decided) == (((NO_GAG, "no"),), None)


def test_if_another_ask_decided_it_still_does_in_its_new_slot(
    client: Client, window: Window, line: str
) -> None:
    told = form(line, response_1=AFFECTED, decided="turned_down_over:2", **SECOND)
    again = again_of(words_of(client.post("/log/", told)))
    assert again["decided"] == "turned_down_over:1"
    assert client.post("/log/", again).status_code == 201
    assert opened(window, Entry.objects.get()).decided == (NO_GAG, "turned_down_over")


def test_the_release_counts_what_decided(
    client: Client, window: Window, line: str, draws: list[Draw]
) -> None:
    assert client.post("/log/", form(line, decided="joined_for:2", **SECOND)).status_code == 201
    close_window(window.name)
    release_window(window.name)
    columns = cells(SLUGS, Kind.CONVERSATION, Query.DECIDED)
    vectors = [draw.values for draw in draws if len(draw.values) == len(columns)]
    counted = [dict(zip(columns, vector, strict=True)) for vector in vectors]
    assert [sum(vector) for vector in vectors] == [1, 0, 0]
    assert counted[0][NO_GAG, Decision.JOINED_FOR] == 1
