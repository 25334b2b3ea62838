"""Twins of a proposal are found, strangers are left alone, and any text is taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.models import Ask
from asks.services.load_catalogue import load_catalogue
from asks.similar import MOST_SIGNS, TWIN_FROM, nearest_asks, similar_asks
from tests.asks.factories import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]

CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "proposals.yaml").read_text(encoding="utf-8")
)
PARAPHRASED, UNRELATED = CASES["paraphrased"], CASES["unrelated"]


@pytest.fixture(scope="module")
def shipped(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped catalogue, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogue(CATALOGUE_FOLDER, TODAY)
        yield
        transaction.set_rollback(True)


def suggested(text: str) -> list[str]:
    return [ask.slug for ask in similar_asks(text)]


def test_the_twin_of_a_paraphrase_is_suggested_nine_times_in_ten() -> None:
    assert len({case["twin"] for case in PARAPHRASED}) == len(PARAPHRASED) == 20
    missed = [case for case in PARAPHRASED if case["twin"] not in suggested(case["text"])]
    assert len(missed) <= 2, missed


def test_nothing_is_suggested_for_a_wish_about_something_else() -> None:
    assert len(UNRELATED) == 10
    assert {text: suggested(text) for text in UNRELATED if suggested(text)} == {}


def test_the_closest_comes_first_and_says_how_close_it_is() -> None:
    found = similar_asks("anonymous hotline to the board for reporting", limit=5)
    assert found[0].slug == "anonymous-internal-hotline"
    assert found[0].short_name
    assert found[0].summary
    scores = [ask.score for ask in found]
    assert scores == sorted(scores, reverse=True)
    assert TWIN_FROM <= scores[-1] <= scores[0] <= 100


def test_a_misspelt_word_is_read_as_the_catalogue_spells_it() -> None:
    assert suggested("wistleblower polici")[0] == "whistleblower-policy-public"


def test_a_retired_ask_is_no_twin() -> None:
    text = "Whistleblower policy in public"
    assert "whistleblower-policy-public" in suggested(text)
    Ask.objects.filter(slug="whistleblower-policy-public").update(retired=True)
    assert "whistleblower-policy-public" not in suggested(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "!!!", "\x00", "'; DROP TABLE asks_ask; --", "the of", "漢字 עברית", "a:* & |"],
)
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(similar_asks(text), list)
    assert isinstance(nearest_asks(text), list)


def test_only_the_first_page_of_a_very_long_text_is_read() -> None:
    text = "Whistleblower policy in public. " + "word " * 200_000
    assert suggested(text) == suggested(text[:MOST_SIGNS])
    assert suggested("word " * 200_000 + "Whistleblower policy in public.") == []


def test_a_search_that_found_nothing_is_shown_names_that_read_alike() -> None:
    assert "anonymous-internal-hotline" in [ask.slug for ask in nearest_asks("hotlin")]
    assert nearest_asks("qqqq") == []


def test_each_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        similar_asks("Tell the public about incidents")
    with django_assert_num_queries(1):
        nearest_asks("hotlin")
