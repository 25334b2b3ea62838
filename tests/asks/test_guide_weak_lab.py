"""Joining a weak lab on purpose: ask and praise all the same, and keep a date with oneself."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.asks.reading import page_of, words_at

PATH = "/guide/weak-lab/"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("main", "nobody here judges it"),
        ("#why-one-word-of-praise", "something to show to its boss"),
        ("#watch-yourself", "Views drift"),
        ("#watch-yourself", "The date on which I look back"),
        ("#watch-yourself", "What would make me leave"),
        ("#whom-to-talk-to", "want nothing from the lab"),
        ("#whom-to-talk-to", "a lawyer for employment"),
        ("#if-it-does-not-work", "you have not failed"),
    ],
)
def test_it_says_so(client: Client, place: str, words: str) -> None:
    assert words in words_at(page_of(client, PATH), place)


def test_it_names_no_lab(client: Client) -> None:
    told = words_at(page_of(client, PATH), "main")
    for name in ("OpenAI", "Anthropic", "Google", "Meta", "xAI", "Microsoft"):
        assert name not in told
