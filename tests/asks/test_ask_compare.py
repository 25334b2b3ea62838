"""Two or three asks side by side, and a way out of every choice that cannot be shown."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import PositionStatus
from tests.asks.factories import (
    make_ask,
    make_asks,
    make_lab,
    make_position,
    make_positions,
    make_support,
)
from tests.asks.reading import unmarked

pytestmark = pytest.mark.django_db

LARGEST = 100_000


def page_text(client: Client, *slugs: str, status: int = 200) -> str:
    response = client.get("/asks/compare/", {"ask": slugs})
    assert response.status_code == status
    return unmarked(response.content.decode())


def test_each_ask_shows_what_it_wants_and_when_it_is_done(client: Client) -> None:
    for slug in ("b", "a"):
        make_ask(slug, done_when=[f"A page of {slug} says so"])
    text = page_text(client, "b", "a")
    assert "A page of a says so" in text
    assert "Lead of b." in text
    assert text.index("Title of b") < text.index("Title of a")


def test_labs_stand_by_position_with_date_source_and_level(client: Client) -> None:
    ask, lab = make_ask("a"), make_lab("one")
    make_ask("b")
    make_position(lab, ask, PositionStatus.COMMITTED)
    make_position(make_lab("hidden"), ask, PositionStatus.IN_PLACE, shown=False)
    text = page_text(client, "a", "b")
    assert ">Promised 1<" in text
    assert 'One</a> <span class="quiet">17 April 2026 · <a href="https://lab.example/page"' in text
    assert "the organisation&#x27;s own document" in text
    assert "Hidden" not in text
    assert "Nothing was found. That is not a no." in text


def test_survey_counts_are_counts(client: Client) -> None:
    make_support(make_ask("a"))
    make_ask("b")
    text = page_text(client, "a", "b")
    assert "49 of 51 agreed with “The statement”." in text
    assert "No survey in the catalogue asked about it." in text


def test_three_fit_and_one_named_twice_counts_once(client: Client) -> None:
    for slug in "abc":
        make_ask(slug)
    assert page_text(client, "a", "b", "c").count('class="checks"') == 3
    assert page_text(client, "a", "b", "a").count('class="checks"') == 2


@pytest.mark.parametrize(
    ("slugs", "words"),
    [
        ([], "Choose two or three asks to compare."),
        (["a"], "Choose two or three asks to compare."),
        (["a", "a"], "Choose two or three asks to compare."),
        (["a", "b", "c", "d"], "You chose 4 asks."),
        (["a", "<b>"], "There is no ask “&lt;b&gt;” in the catalogue."),
        (["a", "old"], "There is no ask “old” in the catalogue."),
        (["a", "\x00"], "Not every ask could be found."),
        (["x" * 3000, "b"], "Not every ask could be found."),
        ([str(number) for number in range(90)], "You chose 90 asks."),
    ],
)
def test_a_choice_that_cannot_be_shown_is_explained(
    client: Client, slugs: list[str], words: str
) -> None:
    for slug in "abcd":
        make_ask(slug)
    old = make_ask("old")
    old.retired = True
    old.save()
    text = page_text(client, *slugs, status=400)
    assert words in text
    assert 'class="button" href="/asks/"' in text
    assert "<b>" not in text
    assert ("Title of a</a>" in text) is ("a" in slugs)


def test_a_full_comparison_stays_light_and_takes_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asks = make_asks(3)
    make_positions([make_lab() for _ in range(60)], asks)
    with django_assert_max_num_queries(4):
        text = page_text(client, *(ask.slug for ask in asks))
    assert len(text.encode()) < LARGEST


def test_the_rows_of_the_list_offer_the_choice(client: Client) -> None:
    make_ask("a")
    text = client.get("/asks/").content.decode()
    assert '<form class="kept" action="/asks/compare/">' in text
    assert '<input type="checkbox" name="ask" value="a">' in text


def test_anybody_may_keep_the_page_and_nobody_may_post(client: Client) -> None:
    make_ask("a")
    make_ask("b")
    response = client.get("/asks/compare/?ask=a&ask=b")
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert client.post("/asks/compare/").status_code == 405
