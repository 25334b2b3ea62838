"""The panels on the pages of asks and labs: numbers of real releases, or a word on when they come."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.kinds import Kind
from outcomes.models import Window
from outcomes.statistics.intervals import interval, show_threshold
from outcomes.templatetags.tallies import hash_groups
from tests.asks.factories import make_ask, make_lab
from tests.outcomes.factories import ASKS, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.published import (
    DECIDED_SCALE,
    ENTRIES_SCALE,
    SCALE,
    publish,
    window_named,
    words_of,
)
from tests.outcomes.verifying import LAB as VERIFIED_LAB

pytestmark = pytest.mark.django_db

ASK, LAB = f"/asks/{SAFETY_CASES}/", f"/labs/{NORTH}/"


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """Let there be an ask and a lab that windows count."""
    make_ask(SAFETY_CASES)
    make_lab(NORTH)


def words_at(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return words_of(response)


def publish_real() -> None:
    counts = {NORTH: {SAFETY_CASES: (60, 20, 10)}, SOUTH: {SAFETY_CASES: (20, 10, 5)}}
    publish(window_named("2025H1", 2025), counts, {NORTH: 118})


def publish_invented() -> None:
    window = window_named("2026H1-demo", 2026, demonstration=True)
    publish(window, {NORTH: {SAFETY_CASES: (500, 500, 500)}}, {NORTH: 999})


@pytest.mark.parametrize("path", [ASK, LAB])
def test_with_a_release_the_pages_keep_to_four_queries(
    client: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish_real()
    with django_assert_max_num_queries(4):
        client.get(path)


def test_an_ask_shows_its_sum_over_all_labs(client: Client) -> None:
    publish_real()
    page = words_at(client, ASK)
    assert "Release 2025H1, all labs together: raised about 125 times" in page
    assert "Yes 80" in page
    assert "Open 30" in page
    assert "No 15" in page


def test_a_lab_shows_how_many_logged_and_links_the_rest(client: Client) -> None:
    publish_real()
    entries = interval(118, [ENTRIES_SCALE])
    assert f"about 118 conversations ({entries.low} to {entries.high})" in words_at(client, LAB)
    assert f'href="/tallies/2025H1/?lab={NORTH}"' in client.get(LAB).content.decode()


@pytest.mark.parametrize("path", [ASK, LAB])
def test_an_invented_number_never_stands_beside_a_real_lab_or_ask(
    client: Client, path: str
) -> None:
    publish_invented()
    page = words_at(client, path)
    assert "Nothing published yet." in page
    assert "999" not in page
    assert "1500" not in page


@pytest.mark.parametrize("path", [ASK, LAB])
def test_an_invented_release_does_not_hide_an_older_real_one(client: Client, path: str) -> None:
    publish_real()
    publish_invented()
    page = words_at(client, path)
    assert "Release 2025H1" in page
    assert "2026H1" not in page


@pytest.mark.parametrize("path", [ASK, LAB])
def test_before_the_first_release_the_panel_says_when_it_comes(
    client: Client, on_the_day: dt.date, window: Window, path: str
) -> None:
    page = words_at(client, path)
    assert "The first totals come after the window closes on 30 June 2025." in page


@pytest.mark.parametrize("path", [ASK, LAB])
def test_without_a_window_the_panel_points_to_the_evidence(client: Client, path: str) -> None:
    assert "Until the first release, use the evidence on this page." in words_at(client, path)


def test_an_ask_that_few_raised_has_no_number(client: Client) -> None:
    publish(window_named("2025H1", 2025), {NORTH: {SAFETY_CASES: (9, 4, 3)}})
    page = words_at(client, ASK)
    assert "too few people raised this for a number" in page
    assert "raised about" not in page


def test_an_ask_that_the_release_did_not_count_has_no_number(client: Client) -> None:
    publish_real()
    make_ask("newer-ask")
    page = words_at(client, "/asks/newer-ask/")
    assert "not yet among those that release 2025H1 counted" in page
    assert "raised this" not in page


def test_a_lab_without_a_table_of_its_own_is_told_apart(client: Client) -> None:
    publish_real()
    make_lab("small-lab")
    page = words_at(client, "/labs/small-lab/")
    assert "what people logged about this lab stands under Any other lab" in page
    assert "raised this" not in page


def test_a_fingerprint_is_split_into_groups_of_four() -> None:
    digest = "0123456789abcdef" * 4
    lines = hash_groups(digest).split("\n")
    assert lines == ["0123 4567 89ab cdef"] * 4


def test_an_ask_shows_what_it_decided_and_whether_a_yes_was_kept(client: Client) -> None:
    publish(
        window_named("2025H1", 2025, kinds=tuple(Kind)),
        {NORTH: {SAFETY_CASES: (60, 20, 10)}},
        decided={NORTH: {SAFETY_CASES: (3, 70)}},
        kept={NORTH: {SAFETY_CASES: (50, 20, 10)}},
    )
    page = words_at(client, ASK)
    least = show_threshold([DECIDED_SCALE] * 3, 2 * len(ASKS))
    joined = interval(70, [DECIDED_SCALE] * 3)
    assert f"Turned down over it fewer than about {least}" in page
    assert f"Joined for it 70 {joined.low} to {joined.high}" in page
    assert "Kept 50" in page
    assert "About 80 reports" in page
    assert "Of these answers, about 67% were yes" in page


def test_an_ask_that_decided_little_and_was_not_reported_on_says_nothing_of_it(
    client: Client,
) -> None:
    publish_real()
    page = words_at(client, ASK)
    assert "What it decided" not in page
    assert "Was a yes kept?" not in page
    assert "From release to release" not in page


def test_an_ask_is_added_up_over_releases_from_raw_integers(client: Client) -> None:
    for year, count in ((2024, -20), (2025, 100)):
        publish(window_named(f"{year}H1", year), {NORTH: {SAFETY_CASES: (count, 0, 0)}})
    page = words_at(client, ASK)
    total = interval(80, [SCALE] * 18)
    assert (
        f"Releases 2024H1 to 2025H1 added up: raised about 80 times ({total.low} to {total.high})."
        in page
    )
    assert "From release to release" in page


def test_a_lab_shows_a_few_asks_of_the_table_that_leads(client: Client) -> None:
    make_lab(VERIFIED_LAB)
    publish(
        window_named("2025H1", 2025, verified=True),
        {VERIFIED_LAB: {SAFETY_CASES: (90, 0, 0)}},
        {VERIFIED_LAB: 50},
        verified={VERIFIED_LAB: {SAFETY_CASES: (60, 0, 0)}},
        verified_entries={VERIFIED_LAB: 70},
    )
    page = words_at(client, f"/labs/{VERIFIED_LAB}/")
    assert "about 70 conversations" in page
    assert "About 50 more" in page
    assert "raised about 60 times" in page
    assert "raised about 90 times" not in page
    assert "These counts are of the people who showed a mail." in page
