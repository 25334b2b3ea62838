"""Published numbers on pages: the latest release, each by name, and what is invented said to be so."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.models import Release, Window
from outcomes.statistics.parameters import SHOW_THRESHOLD
from tests.asks.factories import make_ask, make_focus
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH, THIRD_PARTIES
from tests.outcomes.published import publish, window_named

pytestmark = pytest.mark.django_db

BANNER = "Made-up numbers."
QUERIES = 3  # The releases with their windows, the asks in focus, one table.


@pytest.fixture
def earlier(db: None) -> Release:
    """Return a release before the latest."""
    return publish(window_named("2024H1", 2024), {NORTH: {NO_GAG: (30, 20, 10)}}, {NORTH: 61})


@pytest.fixture
def latest(db: None) -> Release:
    """Return the latest release: one ask to show at one lab, and nothing at the other."""
    counts = {NORTH: {SAFETY_CASES: (31, 18, 2), NO_GAG: (3, -2, 4)}}
    return publish(window_named("2025H1", 2025), counts, {NORTH: 118, SOUTH: -3})


@pytest.fixture
def demonstration(db: None) -> Release:
    """Return an invented release, later than every real one."""
    window = window_named("2026H1-demo", 2026, demonstration=True)
    return publish(window, {NORTH: {SAFETY_CASES: (40, 30, 20)}}, {NORTH: 99})


def words_of(response: Any) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(text.split())


# -- What a release shows ------------------------------------------------------------------------------


def test_the_latest_release_stands_on_the_first_page(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = words_of(client.get("/tallies/"))
    assert "Release 2025H1." in page
    assert "North Lab: about 118 conversations (111 to 125)" in page


def test_a_count_stands_with_its_range(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/"))
    assert "Safety cases Raised 51 42 to 60" in page
    assert "Yes 31 25 to 37" in page
    assert "Open 18 12 to 24" in page
    assert "No 2 0 to 8" in page


def test_each_number_stands_in_a_cell_and_its_bar_says_nothing_to_readers(
    client: Client, latest: Release
) -> None:
    page = client.get("/tallies/").content.decode()
    bars = re.findall(r'<span class="track"([^>]*)>', page)
    assert bars
    assert set(bars) == {' aria-hidden="true"'}
    assert re.search(r'<span class="bar yes w78"></span>', page)  # 31 of 40.


def test_an_older_release_is_found_by_its_name(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = words_of(client.get("/tallies/2024H1/"))
    assert "Release 2024H1." in page
    assert "about 61 conversations" in page


def test_every_release_is_linked_and_the_shown_one_is_marked(
    client: Client, earlier: Release, latest: Release
) -> None:
    page = client.get("/tallies/2024H1/").content.decode()
    assert '<a href="/tallies/2024H1/" aria-current="page">' in page
    assert '<a href="/tallies/2025H1/">' in page


def test_a_lab_is_chosen_by_the_form(client: Client, latest: Release) -> None:
    response = client.get("/tallies/2025H1/", {"lab": SOUTH})
    assert "South Lab: about 0 conversations (0 to 4)" in words_of(response)
    assert f'<option value="{SOUTH}" selected>' in response.content.decode()


def test_a_table_with_nothing_to_show_says_so_and_blames_nobody(
    client: Client, latest: Release
) -> None:
    page = words_of(client.get("/tallies/", {"lab": SOUTH}))
    assert "Too few to show." in page
    assert "That says nothing about the lab." in page


def test_a_thin_ask_in_focus_is_put_in_words_and_the_others_are_counted(
    client: Client, latest: Release
) -> None:
    make_focus(make_ask(THIRD_PARTIES))
    page = words_of(client.get("/tallies/"))
    assert f"Tests by third parties fewer than about {SHOW_THRESHOLD}, perhaps none" in page
    assert "2 further asks are also fewer than about 18." in page


def test_asks_stand_in_alphabetical_order_and_not_by_size(client: Client) -> None:
    counts = {NORTH: {SAFETY_CASES: (90, 0, 0), NO_GAG: (20, 0, 0), THIRD_PARTIES: (50, 0, 0)}}
    publish(window_named("2025H1", 2025), counts)
    page = words_of(client.get("/tallies/"))
    places = [page.index(f"{name} Raised") for name in NAMES]
    assert places == sorted(places)


NAMES = ("No gag clause", "Safety cases", "Tests by third parties")


def test_the_page_says_whom_the_numbers_are_about(client: Client, latest: Release) -> None:
    page = words_of(client.get("/tallies/"))
    assert "people who logged here, not everyone with an offer" in page
    assert "blurred on purpose" in page


# -- What is not there -----------------------------------------------------------------------------------


def test_before_the_first_release_the_page_says_when_it_comes(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    response = client.get("/tallies/")
    assert response.status_code == 200
    assert "The first totals come after the window closes on 30 June 2025." in words_of(response)


def test_without_a_window_the_page_promises_no_day(client: Client) -> None:
    assert "after the first window closes" in words_of(client.get("/tallies/"))


@pytest.mark.parametrize(
    "path", ["/tallies/2031H1/", "/tallies/?lab=no-such-lab", "/tallies/2025H1/?lab=no-such-lab"]
)
def test_an_unknown_release_or_lab_is_not_found_in_words(
    client: Client, latest: Release, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is no page here" in words_of(response)


def test_an_open_window_has_no_page_of_numbers(client: Client, window: Window) -> None:
    assert client.get(f"/tallies/{window.name}/").status_code == 404


# -- Invented numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "invented"),
    [
        ("/", True),
        ("/tallies/", True),
        ("/tallies/2026H1-demo/", True),
        ("/tallies/2025H1/", False),
        ("/asks/", False),
        ("/about/method/", False),
        ("/log/", False),
    ],
)
def test_the_banner_stands_where_an_invented_number_does_and_nowhere_else(
    client: Client, latest: Release, demonstration: Release, path: str, invented: bool
) -> None:
    assert (BANNER in words_of(client.get(path))) is invented


def test_a_real_release_alone_needs_no_banner(client: Client, latest: Release) -> None:
    assert BANNER not in words_of(client.get("/"))
    assert BANNER not in words_of(client.get("/tallies/"))


def test_an_invented_release_is_marked_in_the_list(
    client: Client, latest: Release, demonstration: Release
) -> None:
    page = words_of(client.get("/tallies/2025H1/"))
    assert "2026H1-demo published 2 July 2025, made up" in page
    assert "2025H1 published 2 July 2025, made up" not in page


# -- Queries -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("years", [1, 8])
def test_the_page_takes_as_many_queries_for_many_releases_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, years: int
) -> None:
    for year in range(2025 - years, 2025):
        publish(window_named(f"{year}H1", year))
    with django_assert_num_queries(QUERIES):
        client.get("/tallies/")
    with django_assert_num_queries(QUERIES):
        client.get("/tallies/2024H1/")
