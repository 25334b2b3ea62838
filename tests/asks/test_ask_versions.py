"""The versions of an ask's text: what changed in each, and an address for every one."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from asks.kinds import Origin
from asks.models import Ask, AskText
from asks.services.edit_ask_text import edit_ask_text
from asks.services.load_asks import TEXT_FIELDS
from asks.text_diff import Change, Piece, diff_words
from asks.text_parts import PARTS, steps
from asks.versions import VERSIONS_ON_A_PAGE
from tests.asks.factories import TODAY, make_ask
from tests.asks.large_catalogue import LIMIT
from tests.asks.reading import unmarked


def page_text(client: Client, query: str = "") -> str:
    response = client.get(f"/asks/a/versions/{query}")
    assert response.status_code == 200
    return unmarked(response.content.decode())


def edit(ask: Ask, **changes: str | list[str]) -> None:
    edit_ask_text(ask, changes, TODAY)


@pytest.mark.django_db
def test_the_first_version_has_nothing_to_compare_with(client: Client) -> None:
    make_ask("a")
    text = page_text(client)
    assert '<a href="/asks/a/versions/1/">Version 1, 23 November 2026</a>' in text
    assert "The first version." in text
    assert "<ins>" not in text


@pytest.mark.django_db
def test_a_change_says_in_words_what_came_and_what_went(client: Client) -> None:
    ask = make_ask("a", why="It matters to <people> here.", done_when=["One", "Two"])
    edit(ask, why="It matters to everybody here.", done_when=["One", "Three"])
    text = page_text(client)
    assert (
        "It matters to <del>[taken out: &lt;people&gt;]</del> <ins>[added: everybody]</ins>" in text
    )
    assert "<del>[taken out: Two]</del> <ins>[added: Three]</ins>" in text
    assert "<h3>Summary</h3>" not in text
    assert text.index("Version 2, ") < text.index("Version 1, ")
    assert text.count("the current one") == 1


@pytest.mark.django_db
def test_versions_come_a_page_at_a_time_and_the_last_is_compared_too(client: Client) -> None:
    ask = make_ask("a")
    for number in range(VERSIONS_ON_A_PAGE + 1):
        edit(ask, why=f"Reason {number}.")
    first, second = page_text(client), page_text(client, "?page=2")
    assert f"Version {VERSIONS_ON_A_PAGE + 2}, " in first
    assert "Version 3, " in first
    assert "Version 2, " not in first
    assert "[added: Reason 1.]" in first or "[added: 1.]" in first
    assert "The first version." in second
    assert "[added: Reason 0.]" in second


@pytest.mark.django_db
def test_an_unknown_ask_has_no_versions(client: Client) -> None:
    assert client.get("/asks/nope/versions/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 40])
def test_at_most_four_queries_and_100_kb(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    ask = make_ask("a")
    for number in range(count):
        words = f"Version {number} says it in this way and no other. " * 12
        edit(ask, why=words, counter=words, reply=words, how_to_say=words, summary=words)
    with django_assert_max_num_queries(4):
        response = client.get("/asks/a/versions/")
    assert len(response.content) < LIMIT


@pytest.mark.django_db
def test_changed_sentences_for_drafts_are_told_of_and_not_shown(client: Client) -> None:
    ask = make_ask("a", words={"warm": "Would you be so kind?"})
    text = AskText.objects.create(
        **{name: getattr(ask.text, name) for name in TEXT_FIELDS} | {"words": {"warm": "Please?"}},
        ask=ask,
        number=2,
        made_on=TODAY,
        origin=Origin.SHIPPED,
    )
    page = page_text(client)
    assert "<h3>Sentences for drafts</h3>" in page
    assert page.count("Changed. They are shown where a draft is made.") == 1
    assert "No word differs" not in page
    assert "so kind" not in page
    assert "Please?" not in page
    text.words = {"warm": "Would you be so kind?"}
    text.save()
    assert "Sentences for drafts" not in page_text(client)


def test_every_part_of_a_text_is_compared() -> None:
    assert set(PARTS) == set(TEXT_FIELDS) - {"words"}


def test_steps_may_be_absent() -> None:
    assert steps([]) == ()


def test_what_was_removed_stands_before_what_came_in_its_place() -> None:
    assert diff_words("a b c", "a x c") == (
        Piece(Change.SAME, "a"),
        Piece(Change.REMOVED, " b"),
        Piece(Change.ADDED, " x"),
        Piece(Change.SAME, " c"),
    )


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = diff_words(before, after)
    old = "".join(piece.text for piece in pieces if piece.change is not Change.ADDED)
    new = "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED)
    assert (old, new) == (before, after)
