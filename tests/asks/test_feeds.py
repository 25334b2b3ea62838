"""Atom feeds, read by a parser that is not ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import feedparser
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from asks.kinds import PositionStatus
from asks.models import AskText, Position, PositionEvent
from tests.asks.factories import TODAY, make_ask, make_asks, make_lab, make_position

pytestmark = pytest.mark.django_db

ORIGIN = "https://leverage.example"
ATOM = "application/atom+xml; charset=utf-8"


@pytest.fixture(autouse=True)
def origin(settings: Settings) -> None:
    """Let the site stand at an address of its own."""
    settings.ORIGIN = ORIGIN


@pytest.fixture
def read(client: Client) -> Callable[[str], Any]:
    """Return what fetches a feed and parses it."""

    def fetch(path: str) -> Any:
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (200, ATOM)
        assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
        assert not response.cookies
        parsed = feedparser.parse(response.content)
        assert (parsed.bozo, parsed.version) == (False, "atom10")
        return parsed

    return fetch


def make_event(position: Position, date: str, fact: str = "It said otherwise.") -> PositionEvent:
    """Give a position an earlier event."""
    return PositionEvent.objects.create(
        position=position,
        date=date,
        status=PositionStatus.COMMITTED,
        fact=fact,
        publisher="A journal",
        url="https://journal.example/",
    )


def new_version(slug: str, day: dt.date) -> None:
    """Change the wording of an ask."""
    ask = make_ask(slug)
    old = AskText.objects.get(ask=ask)
    ask.text = AskText.objects.create(
        **{
            field.name: getattr(old, field.name)
            for field in AskText._meta.fields
            if field.name not in {"id", "number", "made_on"}
        },
        number=2,
        made_on=day,
    )
    ask.save()


def test_a_feed_names_itself_and_its_page(read: Callable[[str], Any]) -> None:
    make_ask("a")
    feed = read("/feeds/asks/").feed
    assert feed.id == f"{ORIGIN}/feeds/asks/"
    assert feed.title == "New and changed asks · Leverage"
    assert feed.updated == "2026-11-23T00:00:00+00:00"
    links = {(link.rel, link.href) for link in feed.links}
    assert links == {("alternate", f"{ORIGIN}/asks/"), ("self", f"{ORIGIN}/feeds/asks/")}


def test_a_new_ask_and_a_new_wording_are_entries(read: Callable[[str], Any]) -> None:
    new_version("a", TODAY + dt.timedelta(days=2))
    entries = read("/feeds/asks/").entries
    assert [(entry.id, entry.title, entry.updated) for entry in entries] == [
        (
            "tag:leverage.example,2026-11-25:asks/a/2",
            "Title of a (version 2)",
            "2026-11-25T00:00:00+00:00",
        ),
        ("tag:leverage.example,2026-11-23:asks/a/1", "Title of a", "2026-11-23T00:00:00+00:00"),
    ]
    assert entries[0].link == f"{ORIGIN}/asks/a/"
    assert entries[0].summary == "Lead of a. More of it."


def test_a_retired_ask_leaves_the_feed(read: Callable[[str], Any]) -> None:
    ask = make_ask("a")
    ask.retired = True
    ask.save()
    assert read("/feeds/asks/").entries == []


def test_a_feed_holds_thirty_entries_at_most(
    read: Callable[[str], Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asks, lab = make_asks(40), make_lab("a")
    for ask in asks:
        make_event(make_position(lab, ask), "2025-01-01", f"Of {ask.slug}.")
    with django_assert_num_queries(1):
        assert len(read("/feeds/asks/").entries) == 30
    with django_assert_num_queries(3):
        entries = read("/feeds/labs/").entries
    assert len({entry.id for entry in entries}) == 30


def test_a_position_and_its_history_come_newest_first(read: Callable[[str], Any]) -> None:
    position = make_position(make_lab("a"), make_ask("b"), since="2026-04-17")
    make_event(position, "2026")
    make_event(position, "2026-07")
    entries = read("/feeds/labs/").entries
    assert [(entry.title, entry.updated) for entry in entries] == [
        ("A, Title of b: was “Promised” until then", "2026-07-01T00:00:00+00:00"),
        ("A, Title of b: In place", "2026-04-17T00:00:00+00:00"),
        ("A, Title of b: was “Promised” until then", "2026-01-01T00:00:00+00:00"),
    ]
    assert entries[1].id == "tag:leverage.example,2026-04-17:labs/a/b/in_place"


def test_an_event_that_replaced_nothing_names_no_former_position(
    read: Callable[[str], Any],
) -> None:
    event = make_event(make_position(make_lab("a"), make_ask("b"), since=""), "2026-07")
    event.status = ""
    event.save()
    [entry] = read("/feeds/labs/").entries
    assert entry.title == "A, Title of b"


def test_a_claim_about_a_lab_carries_its_source_and_how_it_was_checked(
    read: Callable[[str], Any],
) -> None:
    make_position(make_lab("a"), make_ask("b"))
    [entry] = read("/feeds/labs/a/").entries
    assert entry.summary == (
        "It says so on a page. Source: The publisher (the organisation's own document)."
    )
    assert {(link.rel, link.href) for link in entry.links} == {
        ("alternate", f"{ORIGIN}/labs/a/"),
        ("via", "https://lab.example/page"),
    }


def test_an_event_says_how_close_its_source_stands(read: Callable[[str], Any]) -> None:
    position = make_position(make_lab("a"), make_ask("b"), since="")
    event = make_event(position, "2026-07")
    assert read("/feeds/labs/").entries[0].summary == (
        "It said otherwise. Source: A journal (someone else's account)."
    )
    event.url = position.url
    event.save()
    assert "(the organisation's own document)" in read("/feeds/labs/").entries[0].summary


def test_what_pages_do_not_show_stays_out_of_feeds(read: Callable[[str], Any]) -> None:
    ask, lab = make_ask("b"), make_lab("a")
    make_event(make_position(lab, ask, shown=False), "2026-07")
    make_position(lab, make_ask("undated"), since="")
    assert read("/feeds/labs/").entries == []


def test_the_feed_of_a_lab_holds_no_other_lab(read: Callable[[str], Any]) -> None:
    ask = make_ask("b")
    for slug in ("a", "c"):
        make_event(make_position(make_lab(slug), ask), "2025-01-01")
    assert {entry.title.partition(",")[0] for entry in read("/feeds/labs/a/").entries} == {"A"}


def test_an_event_keeps_its_name_when_the_catalogue_is_loaded_again(
    read: Callable[[str], Any],
) -> None:
    position = make_position(make_lab("a"), make_ask("b"), since="")
    first = make_event(position, "2025")
    before = read("/feeds/labs/").entries[0].id
    first.delete()
    make_event(position, "2025")
    assert read("/feeds/labs/").entries[0].id == before


def test_words_that_look_like_markup_stay_words(read: Callable[[str], Any]) -> None:
    make_ask("a", title="<b>Bold</b> & co", summary="A <script>alert(1)</script> in it.")
    [entry] = read("/feeds/asks/").entries
    assert entry.title_detail.type == entry.summary_detail.type == "text/plain"
    assert entry.title == "<b>Bold</b> & co"
    assert entry.summary == "A <script>alert(1)</script> in it."


def test_an_empty_feed_is_dated_by_the_last_check(read: Callable[[str], Any]) -> None:
    assert read("/feeds/asks/").feed.updated == "2026-11-23T00:00:00+00:00"


def test_a_lab_that_does_not_exist_has_no_feed(client: Client) -> None:
    assert client.get("/feeds/labs/nowhere/").status_code == 404


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/asks/", "/feeds/asks/"),
        ("/asks/b/", "/feeds/asks/"),
        ("/labs/", "/feeds/labs/"),
        ("/labs/a/", "/feeds/labs/a/"),
    ],
)
def test_a_page_tells_readers_of_its_feed(client: Client, page: str, feed: str) -> None:
    make_lab("a")
    make_ask("b")
    text = client.get(page).content.decode()
    assert '<link rel="alternate" type="application/atom+xml" title="' in text
    assert f'href="{feed}">' in text


def test_the_page_of_feeds_leads_to_every_feed(client: Client) -> None:
    make_lab("a")
    text = client.get("/feeds/").content.decode()
    for feed in ("/feeds/asks/", "/feeds/labs/", "/feeds/labs/a/"):
        assert f'<a href="{feed}">' in text
        assert client.get(feed).status_code == 200
