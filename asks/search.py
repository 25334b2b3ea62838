"""From the words that a person typed to full text queries that PostgreSQL always accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.contrib.postgres.search import SearchQuery
from django.utils.safestring import SafeString, mark_safe

SEARCH_CONFIG = "english"
MOST_WORDS = 12  # Enough for any phrase of the catalogue; more would only cost time.

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class WordSearch:
    """One search in its strict and its generous form."""

    words: tuple[str, ...]
    every_word: SearchQuery
    any_word: SearchQuery

    def in_sql(self) -> tuple[str, str, str]:
        """Return the words, the strict query and the generous one, as PostgreSQL reads them."""
        return " ".join(self.words), _every(self.words), _any(self.words)

    def corrected(self, corrections: Mapping[str, str]) -> WordSearch:
        """Return the search for the words that were meant; a correction may be two words."""
        meant = [corrections.get(word, word) for word in self.words]
        return _search_for(words_of(" ".join(meant)))


def words_of(text: str) -> list[str]:
    """Return the words of a text: letters and digits, nothing else."""
    return _WORD.findall(text)


def word_search(typed: str) -> WordSearch | None:
    """Return the queries for what was typed, or None when it holds no word.

    Letters and digits alone reach the query language, so no input can break its syntax. Each word
    stands for all words that begin with it ("whistl" finds "whistleblower"); PostgreSQL leaves out
    stop words.
    """
    words = words_of(typed)[:MOST_WORDS]
    return _search_for(words) if words else None


def _search_for(words: Sequence[str]) -> WordSearch:
    return WordSearch(tuple(words), _query(_every(words)), _query(_any(words)))


def _every(words: Sequence[str]) -> str:
    return " & ".join(f"{word}:*" for word in words)


def _any(words: Sequence[str]) -> str:
    return " | ".join(f"{word}:*" for word in words)


def _query(text: str) -> SearchQuery:
    return SearchQuery(text, config=SEARCH_CONFIG, search_type="raw")


class Marker:
    """Marks the words of a text that a search found: those that begin like one of its stems."""

    def __init__(self, stems: Iterable[str]) -> None:
        # The stem of "policy" is "polici": a last i may stand for a y.
        beginnings = sorted({stem.removesuffix("i") for stem in stems if len(stem) > 1})
        found = "|".join(map(re.escape, beginnings))
        self._found = re.compile(rf"(?<![^\W_])(?:{found})[^\W_]*", re.I) if found else None

    def finds(self, text: str) -> int:
        """Return how many different words of `text` are found."""
        return len({word.casefold() for word in self._found.findall(text)}) if self._found else 0

    def marked(self, text: str) -> SafeString:
        """Return `text` escaped, with `<mark>` around what is found."""
        pieces, end = [], 0
        for match in self._found.finditer(text) if self._found else ():
            pieces += [escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>"]
            end = match.end()
        return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 (each piece is escaped)
