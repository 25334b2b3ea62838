"""The first page: the labs, the focus list, and one release in one picture."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.asks.factories import make_ask, make_focus, make_lab

pytestmark = pytest.mark.django_db

QUERIES = 4  # Whether anything changed, labs, focus, latest release.


def test_an_empty_site_says_what_will_stand_there(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "No focus list yet." in page
    assert "Nothing published yet." in page


def test_labs_come_in_alphabetical_order_whatever_their_case(client: Client) -> None:
    for name in ("beta Lab", "Alpha Lab", "Gamma Lab"):
        make_lab(name.lower().replace(" ", "-"), name=name)
    page = client.get("/").content.decode()
    assert page.index("Alpha Lab") < page.index("beta Lab") < page.index("Gamma Lab")


def test_asks_in_focus_overall_are_shown_and_those_of_one_lab_are_not(client: Client) -> None:
    make_focus(make_ask("safety-cases", title="Publish safety cases"))
    make_focus(make_ask("no-gag-clause", title="Drop gag clauses"), make_lab())
    page = client.get("/").content.decode()
    assert "Publish safety cases" in page
    assert "Drop gag clauses" not in page


def test_the_button_states_the_offer_and_carries_the_lab_to_the_composer(client: Client) -> None:
    make_lab("north-lab")
    page = client.get("/").content.decode()
    assert "I hold this offer: show what to ask" in page
    [form] = re.findall(r"<form.*?</form>", page, re.DOTALL)
    assert '<form method="post" action="/prepare/offer_received/">' in form
    assert '<input type="hidden" name="offer_held" value="yes">' in form
    assert '<option value="north-lab">' in form


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        make_focus(make_ask())
        make_lab()
    with django_assert_num_queries(QUERIES):
        client.get("/")
