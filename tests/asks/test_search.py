"""Search takes anything that people type, finds beginnings of words, and ranks the right ask first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from asks.browse import browse
from asks.candidates import AskFilter
from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.kinds import Order
from asks.search import MOST_WORDS, word_search
from asks.services.load_catalogue import load_catalogue
from tests.asks.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped catalogue, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(CATALOGUE_FOLDER, TODAY)
        yield
        transaction.set_rollback(True)


def found(words: str) -> list[str]:
    page = browse(AskFilter(words=words, order=Order.MATCH), 1)
    return [row.slug for row in page.rows]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("whistleblower", "whistleblower-policy-public"),
        ("whistle", "whistleblower-policy-public"),
        ("WHISTL", "whistleblower-policy-public"),
        ("no gag clause", "no-nondisparagement"),
        ("incident", "incident-reporting"),
    ],
)
def test_the_right_ask_comes_first_or_second(words: str, slug: str) -> None:
    assert slug in found(words)[:2]


def test_every_word_counts_while_one_ask_has_them_all() -> None:
    assert set(found("gag clause")) < set(found("gag")) | set(found("clause"))


def test_without_an_ask_that_has_all_words_some_words_are_enough() -> None:
    page = browse(AskFilter(words="whistleblower xylophone", order=Order.MATCH), 1)
    assert page.some_words
    assert page.rows[0].slug == "whistleblower-policy-public"


@pytest.mark.parametrize("words", ["", "   ", "!!!", "& | ! ( ) : *", "'"])
def test_without_a_word_nothing_is_filtered(words: str) -> None:
    assert word_search(words) is None
    page = browse(AskFilter(words=words), 1)
    assert page.matching == page.total


def test_stop_words_alone_find_nothing_and_do_no_harm_among_others() -> None:
    assert found("the of and") == []
    assert found("the whistleblower") == found("whistleblower")


def test_a_long_text_is_cut_to_its_first_words() -> None:
    assert found("whistleblower " + "whistle " * MOST_WORDS + "xylophone")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=100))
def test_no_text_breaks_the_query_language(words: str) -> None:
    assert len(found(words)) <= 21


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text("ab1é&|!()<->:*'\\\"% \t", max_size=30))
def test_no_operator_breaks_the_query_language(words: str) -> None:
    assert len(found(words)) <= 21
