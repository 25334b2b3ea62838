"""Thirty searches as people type them, and what the page says when it read a word differently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from asks.browse import AskPage, browse
from asks.candidates import AskFilter
from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.kinds import Order
from asks.search import Marker
from asks.services.load_catalogue import load_catalogue
from tests.asks.factories import TODAY
from tests.asks.reading import unmarked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

CASES: list[dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "searches.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped catalogue, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(CATALOGUE_FOLDER, TODAY)
        yield
        transaction.set_rollback(True)


def search(words: str) -> AskPage:
    return browse(AskFilter(words=words, order=Order.MATCH), 1)


def page_text(client: Client, words: str) -> str:
    return unmarked(client.get("/asks/", {"q": words}).content.decode())


def test_the_right_ask_is_among_the_first_three_for_nearly_all() -> None:
    assert len(CASES) == 30
    missed = [
        case["typed"]
        for case in CASES
        if case["finds"] not in [row.slug for row in search(case["typed"]).rows[:3]]
    ]
    assert len(missed) <= 2, missed


@pytest.mark.parametrize("typed", [case["typed"] for case in CASES] + ["qqqq", "xylofone"])
def test_a_search_takes_few_queries_above_all_once_it_is_known_what_asks_there_are(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, typed: str
) -> None:
    for most in (6, 3):
        with django_assert_max_num_queries(most):
            client.get("/asks/", {"q": typed})


def test_a_corrected_word_is_named_on_the_page(client: Client) -> None:
    text = page_text(client, "wistleblower")
    assert "Nothing for “wistleblower”. Showing “whistleblower”." in text
    assert "Showing" not in page_text(client, "whistleblower")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("incidnet", "incident"), ("crad", "card"), ("wistleb", "whistleblowing")],
)
def test_a_slip_is_read_as_the_nearest_word(typed: str, meant: str) -> None:
    assert search(typed).corrected == {typed: meant}


def test_two_words_typed_as_one_are_parted() -> None:
    assert search("superpac").corrected == {"superpac": "super pac"}


@pytest.mark.parametrize("typed", ["whistl", "policies", "pain", "qqqq", "xyz", "the"])
def test_a_word_that_is_known_short_or_like_no_other_is_left_alone(typed: str) -> None:
    assert search(typed).corrected == {}


def test_what_was_found_is_marked(client: Client) -> None:
    text = page_text(client, "whistl policy")
    assert "Publish the full <mark>whistleblowing</mark> <mark>policy</mark>" in text
    assert "<mark>" not in client.get("/asks/").content.decode()


def test_another_wording_is_shown_where_it_alone_was_found(client: Client) -> None:
    text = page_text(client, "kyc")
    assert "Also put as “<mark>KYC</mark>”." in text


def test_marks_never_let_markup_through() -> None:
    marked = Marker(["script", "amp"]).marked("<script> & amp <b>")
    assert marked == "&lt;<mark>script</mark>&gt; &amp; <mark>amp</mark> &lt;b&gt;"


def test_a_search_without_any_result_leads_on(client: Client) -> None:
    text = page_text(client, "xylofone")
    assert "No ask fits all of this." in text
    assert 'href="/propose/"' in text


def test_names_that_read_alike_are_suggested_when_no_word_is_found(client: Client) -> None:
    found = search("hotlinex boardroomx")
    text = page_text(client, "hotlinex boardroomx")
    assert found.rows or found.nearest
    assert all(ask.title in text for ask in found.nearest)
