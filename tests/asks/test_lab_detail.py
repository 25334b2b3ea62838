"""The page of one lab: focus first, then what is open, then what is in place."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import PositionStatus
from tests.asks.factories import (
    make_ask,
    make_asks,
    make_focus,
    make_lab,
    make_position,
    make_positions,
    make_support,
)

pytestmark = pytest.mark.django_db


def page_text(client: Client) -> str:
    response = client.get("/labs/one/")
    assert response.status_code == 200
    return response.content.decode()


def test_the_asks_in_focus_come_first_with_chip_and_reason(client: Client) -> None:
    lab, ask = make_lab("one"), make_ask("a")
    make_position(lab, ask, PositionStatus.NOT_PUBLIC)
    make_support(ask)
    make_focus(ask, lab)
    make_focus(make_ask("b"))
    text = page_text(client)
    assert "Nothing public, little effort, and 49 of 51 experts asked were for it." in text
    assert text.index("In focus at this lab") < text.index("What it does in public")
    assert "Title of b" not in text


def test_without_a_focus_list_there_is_no_heading_for_it(client: Client) -> None:
    make_lab("one")
    assert "In focus at this lab" not in page_text(client)


def test_open_positions_stand_in_chip_order_and_those_in_place_apart(client: Client) -> None:
    lab = make_lab("one")
    for status in reversed(PositionStatus):
        make_position(lab, make_ask(status.value.replace("_", "-")), status, fact=status.value)
    make_ask("unknown")
    dossier = client.get("/labs/one/").context["dossier"]
    assert [row.status for row in dossier.still_open] == [
        status for status in PositionStatus if status is not PositionStatus.IN_PLACE
    ]
    assert [row.status for row in dossier.in_place] == [PositionStatus.IN_PLACE]
    text = page_text(client)
    assert "Still open (5)" in text
    assert "In place: worth naming in public if you join" in text
    assert "Nothing was found on 1 other ask. That is not a no." in text


def test_positions_that_may_not_be_shown_count_as_nothing_found(client: Client) -> None:
    lab = make_lab("one")
    make_position(lab, make_ask(), shown=False, fact="Held back.")
    text = page_text(client)
    assert "Held back." not in text
    assert "Nothing was found. That is not a no." in text


def test_retired_asks_are_left_out(client: Client) -> None:
    ask = make_ask("a")
    make_position(make_lab("one"), ask)
    assert "Title of a" in page_text(client)
    ask.retired = True
    ask.save()
    assert "Title of a" not in page_text(client)


def test_the_side_says_what_is_known_of_the_lab(client: Client) -> None:
    make_lab(
        "one",
        owner="Parent",
        legal_form="A company.",
        legal_form_url="https://register.example/",
        legal_form_publisher="Register",
        framework_name="Safety rules",
        framework_version="3.1",
        framework_date="2026-04-17",
        framework_url="https://lab.example/rules",
    )
    text = page_text(client)
    for words in ("Parent", "A company.", "Register", "Safety rules", "version 3.1"):
        assert words in text
    assert "17 April 2026" in text
    assert "23 November 2026" in text
    assert "Nothing published yet." in text


def test_what_is_not_known_is_left_out(client: Client) -> None:
    make_lab("one")
    text = page_text(client)
    assert "<dt>Owner</dt>" not in text
    assert "<dt>Rules</dt>" not in text


def test_an_unknown_lab_is_not_found(client: Client) -> None:
    assert client.get("/labs/nope/").status_code == 404


@pytest.mark.parametrize("count", [40, 400])
def test_at_most_four_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    asks, lab = make_asks(count), make_lab("one")
    make_positions([lab, make_lab()], asks)
    for ask in asks[:3]:
        make_focus(ask, lab)
    with django_assert_max_num_queries(4):
        assert client.get("/labs/one/").status_code == 200
