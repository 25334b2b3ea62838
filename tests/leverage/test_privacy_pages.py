"""The promises, the list of everything held, and the method: true for the window in force."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from outcomes.inventory import inventory
from outcomes.kinds import Custody
from outcomes.models import Window
from outcomes.statistics.parameters import ReleaseParameters

pytestmark = pytest.mark.django_db

PAGES = ["/about/privacy/", "/about/what-we-hold/", "/about/method/"]


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


def test_the_method_gives_the_numbers_that_releases_rest_on(client: Client) -> None:
    page, parameters = text_of(client, "/about/method/"), ReleaseParameters()
    assert f"scale {parameters.table_scale} to each answer" in page
    assert f"epsilon {parameters.eps_table}" in page
    assert f"scale {parameters.count_scale} to each number" in page
    assert f"epsilon {parameters.eps_count}" in page
    assert f"below {parameters.show_threshold} is not shown" in page


def test_a_demonstration_shows_no_fingerprint(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    Window.objects.update(demonstration=True)
    assert "No window has opened yet." in text_of(client, "/about/method/")
