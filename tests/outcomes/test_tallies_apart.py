"""Which numbers may stand together on a page: tiers, releases, real and invented ones; and how much one page holds."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.kinds import Kind, Tier
from outcomes.models import Release, Window
from tests.asks.factories import make_ask, make_focus
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH
from tests.outcomes.published import publish, window_named, words_of
from tests.outcomes.verifying import LAB

pytestmark = pytest.mark.django_db

BANNER = "Made-up numbers."
QUERIES = 3  # Whether anything changed, the releases with the focus list then and now, the cells.


@pytest.fixture
def latest(db: None) -> Release:
    """Return a real release."""
    counts = {NORTH: {SAFETY_CASES: (31, 18, 2)}}
    return publish(window_named("2025H1", 2025), counts, {NORTH: 118, SOUTH: -3})


@pytest.fixture
def demonstration(db: None) -> Release:
    """Return an invented release, later than every real one."""
    window = window_named("2026H1-demo", 2026, demonstration=True)
    return publish(window, {NORTH: {SAFETY_CASES: (60, 50, 40)}}, {NORTH: 99})


# -- Tiers ---------------------------------------------------------------------------------------------


@pytest.fixture
def both(db: None) -> Release:
    """Return a release of a lab with a verified table beside the drawn one."""
    return publish(
        window_named("2025H1", 2025, verified=True),
        {LAB: {NO_GAG: (40, 0, 0)}},
        {LAB: 50},
        verified={LAB: {NO_GAG: (60, 0, 0)}},
        verified_entries={LAB: 70},
    )


def test_a_lab_has_a_table_for_each_tier_and_verified_leads(client: Client, both: Release) -> None:
    page = words_of(client.get("/tallies/", {"lab": LAB}))
    first = page.index("A lab with mail, verified: about 70")
    assert first < page.index("A lab with mail, not verified: about 50")
    assert page.index("No gag clause Raised 60") < page.index("No gag clause Raised 40")
    assert "Raised 100" not in page


def test_a_sum_over_tiers_is_said_to_be_one(client: Client, both: Release) -> None:
    page = words_of(client.get("/tallies/"))
    assert "No gag clause Raised 100" in page
    assert "Verified and unverified conversations are added together in these numbers." in page


@pytest.mark.parametrize(("tier", "count"), [(Tier.VERIFIED, 60), (Tier.DRAWN, 40)])
@pytest.mark.parametrize("lab", ["", LAB])
def test_one_tier_can_be_seen_alone(
    client: Client, both: Release, tier: Tier, count: int, lab: str
) -> None:
    page = words_of(client.get("/tallies/", {"lab": lab, "tier": tier}))
    assert re.findall(r"No gag clause Raised (\d+)", page) == [str(count)]
    assert "added together here" not in page


def test_a_tier_that_a_lab_does_not_have_is_said_to_be_missing(
    client: Client, both: Release
) -> None:
    page = words_of(client.get("/tallies/", {"lab": NORTH, "tier": Tier.VERIFIED}))
    assert "No such conversations." in page


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
    "path",
    [
        "/tallies/2031H1/",
        "/tallies/?lab=no-such-lab",
        "/tallies/2025H1/?lab=no-such-lab",
        "/tallies/?tier=golden",
    ],
)
def test_an_unknown_release_lab_or_tier_is_not_found_in_words(
    client: Client, latest: Release, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "There is no page here" in words_of(response)


@pytest.mark.parametrize("page", ["0", "99", "9" * 400, "²", "x"])
def test_a_page_that_does_not_exist_becomes_the_nearest(
    client: Client, latest: Release, page: str
) -> None:
    assert client.get("/tallies/", {"page": page}).status_code == 200


def test_an_open_window_has_no_page_of_numbers(client: Client, window: Window) -> None:
    assert client.get(f"/tallies/{window.name}/").status_code == 404


def test_a_rehearsal_is_never_shown(client: Client, latest: Release) -> None:
    Window.objects.filter(pk="2025H1").update(rehearsal=True)
    assert client.get("/tallies/2025H1/").status_code == 404
    assert "118" not in words_of(client.get("/tallies/"))


# -- Invented numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "invented"),
    [
        ("/", True),
        ("/tallies/", True),
        ("/tallies/2026H1-demo/", True),
        (f"/tallies/2026H1-demo/{NORTH}/brief/", True),
        ("/tallies/2025H1/", False),
        (f"/tallies/2025H1/{NORTH}/brief/", False),
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


def test_invented_numbers_are_never_compared_with_or_added_to_real_ones(
    client: Client, latest: Release, demonstration: Release
) -> None:
    page = words_of(client.get("/tallies/", {"over": "all"}))
    assert "Safety cases Raised 150" in page
    assert "2026H1-demo is the first release." in page


def test_an_invented_release_is_marked_in_the_list(
    client: Client, latest: Release, demonstration: Release
) -> None:
    page = words_of(client.get("/tallies/2025H1/"))
    assert "2026H1-demo published 2 July 2025, made up" in page
    assert "2025H1 published 2 July 2025, made up" not in page


# -- How much one page holds -----------------------------------------------------------------------------


def _fill(name: str, year: int, labs: int, asks: int) -> None:
    """Publish a release of so many labs and asks in both tiers, all of it made by the database."""
    window = window_named(name, year, kinds=tuple(Kind))
    tables = [{"slug": f"lab-{n}", "name": f"Lab {n:02}"} for n in range(labs)]
    window.parameters |= {
        "tables": tables,
        "asks": [{"slug": f"ask-{n}", "short_name": f"Ask {n:03}"} for n in range(asks)],
        "tiers": [tier.value for tier in Tier],
        "verified_tables": [table["slug"] for table in tables],
    }
    window.save()
    publish_nothing = Release.objects.create(
        window=window,
        published_on=dt.date(year, 7, 2),
        parameters=window.parameters["release"],
        code_version="0.1.0",
    )
    with connection.cursor() as cursor:
        cursor.execute(FILL, [publish_nothing.pk, labs, asks])


FILL = """
INSERT INTO outcomes_tally (release_id, "table", kind, tier, query, ask, response, count)
SELECT %s, 'lab-' || lab, 'conversation', tier, answer.query,
    CASE answer.query WHEN 'entries' THEN '' ELSE 'ask-' || ask END, answer.response, 40
FROM generate_series(0, %s - 1) AS lab, generate_series(0, %s - 1) AS ask,
    (VALUES ('drawn'), ('verified')) AS tiers (tier),
    (VALUES ('responses', 'yes'), ('responses', 'open'), ('responses', 'no'),
        ('decided', 'turned_down_over'), ('decided', 'joined_for'), ('entries', '')) AS answer (query, response)
WHERE answer.query <> 'entries' OR ask = 0
"""


@pytest.mark.parametrize(("labs", "asks"), [(2, 4), (60, 400)])
def test_a_page_takes_three_queries_and_stays_small_whatever_was_counted(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, labs: int, asks: int
) -> None:
    for number in range(4):
        make_focus(make_ask(f"ask-{number}"))
    publish(window_named("2024H1", 2024))
    _fill("2025H1", 2025, labs, asks)
    for path in (
        "/tallies/",
        "/tallies/2025H1/?over=all&page=2",
        "/tallies/2025H1/?lab=lab-1",
        "/tallies/2025H1/lab-1/brief/",
    ):
        with django_assert_num_queries(QUERIES):
            response = client.get(path)
        assert response.status_code == 200
        assert "Ask 00" in words_of(response) or "page=2" in path
        assert len(response.content) < 100_000


def test_every_ask_stands_on_one_of_the_pages(client: Client) -> None:
    _fill("2025H1", 2025, 2, 45)
    found: list[str] = []
    for number in (1, 2, 3):
        words = words_of(client.get("/tallies/", {"page": str(number)}))
        found += re.findall(r"(Ask \d+) Raised", words)
        assert f"Page {number} of 3" in words
    assert found == [f"Ask {number:03}" for number in range(45)]


@pytest.mark.parametrize("years", [1, 8])
def test_the_page_takes_as_many_queries_for_many_releases_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, years: int
) -> None:
    for year in range(2025 - years, 2025):
        publish(window_named(f"{year}H1", year))
    for path in ("/tallies/", "/tallies/2024H1/", f"/tallies/2024H1/?lab={NORTH}&over=all"):
        with django_assert_num_queries(QUERIES):
            client.get(path)
