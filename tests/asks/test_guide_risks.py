"""The risks: each figure with its source, and with what it cannot say."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.asks.reading import page_of, words_at

PATH = "/guide/risks/"


@pytest.mark.parametrize(
    "figure",
    ["About 6 in 100", "26.9", "1.73", "94 in 100", "1,500 managers", "33%", "20%", "3,338"],
)
def test_a_published_figure_is_given(client: Client, figure: str) -> None:
    assert figure in words_at(page_of(client, PATH), "#figures")


@pytest.mark.parametrize(
    "limit",
    [
        "about job terms",
        "asks about safety",
        "managers themselves recalled",
        "many industries, not from AI labs",
        "We have not read the full paper",
        "not as your odds",
    ],
)
def test_its_limits_stand_right_after_the_figures(client: Client, limit: str) -> None:
    page = page_of(client, PATH)
    assert limit in words_at(page, "#limits")
    assert page.index('id="figures"') < page.index('id="limits"') < page.index('id="exceptions"')


def test_what_is_our_own_arithmetic_is_called_so(client: Client) -> None:
    assert "The division is ours." in words_at(page_of(client, PATH), "#figures")
    assert round(1.73 / 26.9 * 100) == 6


def test_a_withdrawn_offer_is_told_of_with_its_source(client: Client) -> None:
    page = page_of(client, PATH)
    assert "whose offer was withdrawn" in words_at(page, "#exceptions")
    assert 'href="https://www.edbatista.com/2020/02/when-offers-fall-apart.html"' in page


def test_a_memory_is_called_an_anecdote(client: Client) -> None:
    assert "That is an anecdote too" in words_at(page_of(client, PATH), "#an-anecdote")


def test_it_says_what_to_do_and_that_nothing_is_stored(client: Client) -> None:
    page = page_of(client, PATH)
    told = words_at(page, "#if-it-happens")
    assert "“They changed or withdrew the offer”" in told
    assert "Nothing about it is stored" in told
    assert 'href="/log/"' in page.partition('id="if-it-happens"')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    "risk", ["You sound vague", "Somebody holds it against you", "A post gives you away"]
)
def test_other_risks_are_named(client: Client, risk: str) -> None:
    page = page_of(client, PATH)
    assert risk in words_at(page, "#other-risks")
    assert 'href="/about/privacy/"' in page
