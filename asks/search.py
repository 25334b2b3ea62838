"""From the words that a person typed to full text queries that PostgreSQL always accepts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery

SEARCH_CONFIG = "english"
MOST_WORDS = 12  # Enough for any phrase of the catalogue; more would only cost time.

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class WordSearch:
    """One search in its strict and its generous form."""

    every_word: SearchQuery
    any_word: SearchQuery


def word_search(typed: str) -> WordSearch | None:
    """Return the queries for what was typed, or None when it holds no word.

    Letters and digits alone reach the query language, so no input can break its syntax. Each word
    stands for all words that begin with it ("whistl" finds "whistleblower"); PostgreSQL leaves out
    stop words.
    """
    words = _WORD.findall(typed)[:MOST_WORDS]
    if not words:
        return None
    prefixes = [f"{word}:*" for word in words]
    return WordSearch(_query(" & ".join(prefixes)), _query(" | ".join(prefixes)))


def _query(text: str) -> SearchQuery:
    return SearchQuery(text, config=SEARCH_CONFIG, search_type="raw")
