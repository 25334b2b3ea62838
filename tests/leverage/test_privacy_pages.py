"""The promises, the list of everything held, and the method: true for the window in force."""

from __future__ import annotations

import datetime as dt
import html
import math
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from outcomes.inventory import inventory
from outcomes.kinds import Custody
from outcomes.models import Window
from outcomes.statistics.parameters import EPS_LIFE

pytestmark = pytest.mark.django_db

PAGES = ["/about/privacy/", "/about/what-we-hold/", "/about/method/", "/about/legal-demands/"]
HISTORY = "Our host takes copies of the log every day."
# Words that would promise more than is true (privacy.md 14).
TOO_MUCH = ("anonym", "impossible to", "unbreakable", "untraceable", "verified offer", "guarantee")
NOT_PROMISED = (
    "server that lies while you use it",
    "what you give away yourself",
    "No proof that those who log hold an offer",
    "No way back to a lost account, sheet or receipt",
    "quantum computer",
    "fewer than about 50 conversations",
)


def text_of(client: Client, path: str) -> str:
    """Return the words of a page."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def held_by_custodians(window: Window) -> None:
    window.custody = Custody.CUSTODIANS
    window.save()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_stands_before_the_first_window(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    with django_assert_max_num_queries(1):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_once_for_the_window(
    client: Client,
    on_the_day: dt.date,
    window: Window,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    path: str,
) -> None:
    with django_assert_max_num_queries(1):
        assert client.get(path).status_code == 200


def test_the_promise_says_that_the_key_lies_on_this_server(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    page = text_of(client, "/about/privacy/")
    assert "lies in a file beside the database" in page
    assert "only together with a custodian" not in page


def test_the_promise_says_that_custodians_hold_the_key(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    held_by_custodians(window)
    page = text_of(client, "/about/privacy/")
    assert "only together with a custodian" in page
    assert "lies in a file beside the database" not in page


def test_without_a_window_the_weaker_promise_is_made(client: Client) -> None:
    assert "lies in a file beside the database" in text_of(client, "/about/privacy/")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_promises_more_than_is_true(client: Client, path: str) -> None:
    page = text_of(client, path).lower()
    assert [words for words in TOO_MUCH if words in page] == []


def test_all_that_is_not_promised_is_said(client: Client) -> None:
    page = text_of(client, "/about/privacy/")
    assert [words for words in NOT_PROMISED if words not in page] == []


def test_both_ways_of_using_the_site_are_worded(client: Client) -> None:
    page = text_of(client, "/about/privacy/")
    assert "With scripts, your own browser makes the lines of your sheet" in page
    assert "Without scripts" in page
    assert "For that moment you trust the server." in page


def test_only_custodians_keep_the_key_from_a_thief(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    readable = "With the key file beside the database they can read the conversations"
    assert readable in text_of(client, "/about/privacy/")
    held_by_custodians(window)
    page = text_of(client, "/about/privacy/")
    assert readable not in page
    assert "What was logged, which account logged it" in page


def test_the_bound_for_readers_follows_from_epsilon(client: Client) -> None:
    odds = 30 / 70 * math.exp(EPS_LIFE)
    bound = round(100 * odds / (1 + odds))
    page = text_of(client, "/about/privacy/")
    assert "thought beforehand that there were 30 chances in 100" in page
    assert f"to think so with at most {bound} in 100" in page


def test_a_database_that_keeps_history_is_said_to_do_so(client: Client, settings: Settings) -> None:
    none_kept = "The database keeps no history of its writes."
    assert none_kept in text_of(client, "/about/privacy/")
    assert "keeps a history" not in text_of(client, "/about/what-we-hold/")
    settings.DATABASE_KEEPS_HISTORY = HISTORY
    page = text_of(client, "/about/privacy/")
    assert HISTORY in page
    assert none_kept not in page
    assert "order of writes that its database keeps" in page
    assert "keeps a history" in text_of(client, "/about/what-we-hold/")


def test_a_sentence_of_the_operator_is_words_and_no_markup(
    client: Client, settings: Settings
) -> None:
    settings.DATABASE_KEEPS_HISTORY = "We keep <script>it</script> for a while."
    page = client.get("/about/privacy/").content.decode()
    assert "We keep &lt;script&gt;it&lt;/script&gt; for a while." in page


def test_a_host_of_their_own_for_the_log_pages_is_told_of(
    client: Client, settings: Settings
) -> None:
    told = "The log pages have an address of their own"
    assert told not in text_of(client, "/about/privacy/")
    settings.ORIGIN, settings.LOG_HOST = "http://testserver", "log.testserver"
    assert told in text_of(client, "/about/privacy/")


def test_the_method_names_the_custody_of_each_window(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    assert "The sealing key lies on this server until the release." in text_of(
        client, "/about/method/"
    )
    held_by_custodians(window)
    assert "The sealing key is held by custodians." in text_of(client, "/about/method/")


def test_the_log_page_words_its_note_for_the_custody_in_force(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    assert "the key that opens it lies on this server" in text_of(client, "/log/")
    held_by_custodians(window)
    assert "The key that opens it is held by custodians" in text_of(client, "/log/")


def test_the_page_of_what_is_held_lists_everything_of_the_inventory(client: Client) -> None:
    page = text_of(client, "/about/what-we-hold/").lower()
    for holding in inventory():
        assert str(holding.name).lower() in page
        assert str(holding.lives).lower() in page
        for words in holding.fields:
            assert str(words).lower() in page


@pytest.mark.parametrize("path", ["/about/what-we-hold/", "/about/method/"])
def test_the_fingerprint_of_the_keys_can_be_compared_by_eye(
    client: Client, on_the_day: dt.date, window: Window, path: str
) -> None:
    groups = re.findall("....", window.key_set_hash)
    assert len(groups) == 16
    assert " ".join(groups) in text_of(client, path)


def test_a_demonstration_shows_no_fingerprint(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    Window.objects.update(demonstration=True)
    assert "No window has opened yet." in text_of(client, "/about/method/")
