"""The list of labs: no ranking, and the way from "this lab made me an offer" to its page."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asks.kinds import PositionStatus
from tests.asks.factories import make_ask, make_asks, make_lab, make_position, make_positions
from tests.asks.large_catalogue import LABS, LIMIT, make_labs

pytestmark = pytest.mark.django_db


def test_labs_stand_in_alphabetical_order_whatever_they_do(client: Client) -> None:
    best = make_lab("zeta")
    make_lab("beta", name="beta")
    make_lab("alpha", name="Alpha")
    make_position(best, make_ask(), PositionStatus.IN_PLACE)
    names = [lab.name for lab in client.get("/labs/").context["labs"]]
    assert names == ["Alpha", "beta", "Zeta"]


def test_each_lab_shows_what_was_found(client: Client) -> None:
    lab = make_lab("one", description="It trains models.")
    make_position(lab, make_ask(), PositionStatus.DECLINED)
    make_position(lab, make_ask(), PositionStatus.IN_PLACE, shown=False)
    make_lab("two")
    text = client.get("/labs/").content.decode()
    assert "It trains models." in text
    assert '<span class="chip plain declined">Declined 1</span>' in text
    assert "In place 1" not in text
    assert "No public position found yet" in text


def test_a_chosen_lab_leads_to_its_page(client: Client) -> None:
    make_lab("one")
    response = client.get("/labs/?lab=one")
    assert (response.status_code, response["Location"]) == (302, "/labs/one/")


def test_without_a_choice_the_list_is_shown(client: Client) -> None:
    make_lab("one")
    response = client.get("/labs/?lab=")
    assert response.status_code == 200
    assert "error-summary" not in response.content.decode()


def test_an_unknown_lab_is_named_above_the_list(client: Client) -> None:
    make_lab("one")
    response = client.get("/labs/?lab=no<pe")
    assert response.status_code == 400
    text = response.content.decode()
    assert "<title>Error: " in text
    assert "There is no lab “no&lt;pe”. Choose one from the list." in text
    assert '<a href="/labs/one/">One</a>' in text


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert "No lab is in the catalogue yet." in client.get("/labs/").content.decode()


@pytest.mark.parametrize("count", [40, 400])
def test_at_most_four_queries_and_100_kb(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    make_positions(make_labs(), make_asks(count)[:60])
    with django_assert_max_num_queries(4):
        response = client.get("/labs/")
    assert len(response.context["labs"]) == LABS
    assert len(response.content) < LIMIT


def test_the_list_leads_to_the_comparison_and_the_rules(client: Client) -> None:
    text = client.get("/labs/").content.decode()
    assert 'href="/labs/compare/"' in text
    assert 'href="/labs/rules/"' in text
