"""One version of an ask's text at its own address."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.services.edit_ask_text import edit_ask_text
from tests.asks.factories import TODAY, make_ask
from tests.asks.reading import unmarked

pytestmark = pytest.mark.django_db


def page_text(client: Client, number: int) -> str:
    response = client.get(f"/asks/a/versions/{number}/")
    assert response.status_code == 200
    return unmarked(response.content.decode())


def test_an_earlier_version_keeps_its_words_and_names_the_current_one(client: Client) -> None:
    ask = make_ask("a", why="The first reason.")
    edit_ask_text(ask, {"why": "A better reason."}, TODAY)
    earlier, current = page_text(client, 1), page_text(client, 2)
    assert "The first reason." in earlier
    assert "This is an earlier wording. The current one is version 2." in earlier
    assert "http://testserver/asks/a/versions/1/" in earlier
    assert "A better reason." in current
    assert "earlier wording" not in current


def test_a_version_has_its_steps_and_its_law(client: Client) -> None:
    step = {"grade": "first", "text": "It says so."}
    make_ask("a", legal_floor="A law asks for it.", levels=[step])
    text = page_text(client, 1)
    assert "<dt>A first step</dt><dd>It says so.</dd>" in text
    assert "A law asks for it." in text


def test_the_versions_of_a_retired_ask_say_so(client: Client) -> None:
    ask = make_ask("a")
    ask.retired, ask.retired_reason = True, "Nobody asks for it."
    ask.save()
    assert "Nobody asks for it." in page_text(client, 1)


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "x"])
def test_a_version_that_never_was_is_not_found(client: Client, number: str) -> None:
    make_ask("a")
    assert client.get(f"/asks/a/versions/{number}/").status_code == 404


def test_an_unknown_ask_is_not_found(client: Client) -> None:
    assert client.get("/asks/nope/versions/1/").status_code == 404


def test_at_most_four_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    make_ask("a")
    with django_assert_max_num_queries(4):
        page_text(client, 1)
