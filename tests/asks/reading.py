"""Reading a page as a person does: the words that stand in one place of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.test import Client

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {"p", "li", "dt", "dd", "h1", "h2", "h3", "div", "option"}
MOST_WORDS_ON_AVERAGE = 18


class _Place(HTMLParser):
    """Collects the texts of every element that a selector names, of its blocks apart."""

    def __init__(self, selector: str) -> None:
        super().__init__()
        self.selector = selector
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = self.selector in (tag, f"#{dict(attrs).get('id')}")
        if tag not in VOID and (self._inside or named):
            self._inside.append(tag)
        if named or tag in BLOCKS:
            self.found.append("")
        elif self._inside and tag == "br":
            self.found[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag not in VOID:
            self._inside.pop()
            if tag in BLOCKS:
                self.found.append("")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def pieces_at(page: str, selector: str) -> list[str]:
    """Return the texts of the blocks at "#an-id" or in every "tag"; none when it is not there."""
    reader = _Place(selector)
    reader.feed(page)
    reader.close()
    return [" ".join(text.split()) for text in reader.found if text.strip()]


def words_at(page: str, selector: str) -> str:
    """Return all that stands at "#an-id" or in every "tag", as one line."""
    return " ".join(pieces_at(page, selector))


def unmarked(page: str) -> str:
    """Return a page without the marks of what stays English, for tests that are about its words."""
    return re.sub(r'<span lang="en">(.*?)</span>', r"\1", page).replace(' lang="en"', "")


def page_of(client: Client, path: str) -> str:
    """Return a page that answers without a cookie, and that anybody may cache."""
    response = client.get(path)
    assert response.status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    return response.content.decode()


def words_in_a_sentence(page: str) -> float:
    """Return how many words a sentence of the page has on average; headings and links alone are none."""
    sentences = [
        sentence.split()
        for text in pieces_at(page, "main")
        for sentence in re.split(r"(?<=[.?:])\s", text)
        if re.search(r"[.?:]$", sentence)
    ]
    return sum(map(len, sentences)) / len(sentences)
