"""The guide: its pages can all be reached, go on to a next step, and are said in short sentences."""

from __future__ import annotations

import itertools
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.asks.reading import (
    MOST_WORDS_ON_AVERAGE,
    page_of,
    pieces_at,
    words_at,
    words_in_a_sentence,
)

PAGES = [
    "/guide/",
    "/guide/risks/",
    "/guide/evidence/",
    "/guide/weak-lab/",
    "/guide/lever/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_database_and_no_cookie(client: Client, path: str) -> None:
    page = page_of(client, path)
    assert len(pieces_at(page, "h1")) == 1
    assert "<form" not in page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_only_be_read(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_headings_go_down_one_step_at_a_time(client: Client, path: str) -> None:
    main = page_of(client, path).partition("<main")[2].partition("</main>")[0]
    levels = [int(level) for level in re.findall(r"<h(\d)", main)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_ends_with_one_next_step(client: Client, path: str) -> None:
    main = page_of(client, path).partition("<main")[2].partition("</main>")[0]
    last = main.rpartition("<section")[2]
    assert 'id="next"' in last
    assert last.count("<a ") == main.count('class="button"') == 1


@pytest.mark.parametrize("path", PAGES)
def test_sentences_are_short(client: Client, path: str) -> None:
    assert words_in_a_sentence(page_of(client, path)) < MOST_WORDS_ON_AVERAGE


def test_long_sentences_are_seen() -> None:
    long = f"<main><h1>Short</h1><p>{'word ' * 19}word.</p><p>{'word ' * 17}word.</p></main>"
    assert words_in_a_sentence(long) == 19


@pytest.mark.parametrize("path", PAGES)
def test_no_page_shouts(client: Client, path: str) -> None:
    assert "!" not in words_at(page_of(client, path), "main")


def test_the_list_on_top_leads_to_every_section_and_every_page(client: Client) -> None:
    page = page_of(client, "/guide/")
    contents = page.partition('<nav class="contents"')[2].partition("</nav>")[0]
    links = set(re.findall(r'href="([^"]+)"', contents))
    sections = {f"#{name}" for name in re.findall(r'<section id="([^"]+)"', page)}
    assert links == (sections - {"#next"}) | (set(PAGES) - {"/guide/"})


@pytest.mark.parametrize(
    ("section", "stage"),
    [
        ("offer-in-hand", "offer_received"),
        ("turning-it-down", "declining"),
        ("joining", "accepting"),
    ],
)
def test_each_stage_says_all_five_things_and_leads_to_its_words(
    client: Client, section: str, stage: str
) -> None:
    page = page_of(client, "/guide/")
    part = page.partition(f'<section id="{section}"')[2].partition("</section>")[0]
    headings = ["When", "How", "What to say", "Why it works", "What can go wrong"]
    assert pieces_at(part, "h3") == headings
    assert f'href="{reverse("prepare", args=[stage])}"' in part


@pytest.mark.parametrize("link", ["/asks/", "/about/privacy/", "/log/", "/labs/rules/"])
def test_it_leads_to_the_rooms_that_it_speaks_of(client: Client, link: str) -> None:
    assert f'href="{link}"' in page_of(client, "/guide/")


@pytest.mark.parametrize("path", PAGES)
def test_no_source_learns_where_its_reader_came_from(client: Client, path: str) -> None:
    outside = re.findall(r'<a href="https?:[^>]*>', page_of(client, path))
    assert all('rel="noreferrer"' in link for link in outside)
