"""The self-check: answered in the head, so that there is nothing to store, to send or to add up."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.asks.reading import page_of, pieces_at, words_at

PATH = "/guide/lever/"


def main_of(client: Client) -> str:
    return page_of(client, PATH).partition("<main")[2].partition("</main>")[0]


def test_there_is_nothing_that_could_be_filled_in_or_sent(client: Client) -> None:
    assert (
        re.findall(r"<(?:form|input|select|textarea|button|script)\b|\sname=", main_of(client))
        == []
    )


def test_each_of_eight_questions_says_what_a_yes_and_a_no_mean(client: Client) -> None:
    page = main_of(client)
    questions = [words for words in pieces_at(page, "h3") if words.endswith("?")]
    answers = [words for words in pieces_at(page, "dt") if words.startswith("If ")]
    assert len(questions) == 8
    assert answers == ["If yes", "If no"] * 8


def test_there_is_no_score(client: Client) -> None:
    told = words_at(f"<main{main_of(client)}</main>", "main")
    assert "nothing is added up" in told
    assert re.search(r"\d|score|points|percent", told, re.IGNORECASE) is None


@pytest.mark.parametrize(
    ("place", "words", "link"),
    [
        ("#weak", "one ask that costs the lab little", "/asks/?effort=low"),
        ("#strong", "one ask that is hard", "/asks/"),
    ],
)
def test_it_ends_with_what_to_do(client: Client, place: str, words: str, link: str) -> None:
    page = main_of(client)
    assert words in words_at(page, place)
    assert f'href="{link}"' in page
