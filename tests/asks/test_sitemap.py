"""The list of pages for search engines: whole addresses, each of which answers."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries, Settings
from usp.tree import sitemap_from_str

from asks.sitemaps import NAMESPACE, PAGES
from tests.asks.factories import make_ask, make_asks, make_lab, make_position
from tests.leverage.test_names import OWN

pytestmark = pytest.mark.django_db

ORIGIN = "https://leverage.example"
BY_WORDS = {"receipt", "proposal"}  # Opened by somebody who holds secret words, not found.
PRIVATE = ("/account/", "/curate/")


@pytest.fixture(autouse=True)
def origin(settings: Settings) -> None:
    """Let the site stand at an address of its own."""
    settings.ORIGIN = ORIGIN


def listed(client: Client) -> dict[str, str | None]:
    """Return the path of every page of the sitemap with its last day."""
    response = client.get("/sitemap.xml")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    root = ET.fromstring(response.content)  # noqa: S314 (our own answer)
    assert root.tag == f"{{{NAMESPACE}}}urlset"
    pages: dict[str, str | None] = {}
    for url in root:
        assert url.tag == f"{{{NAMESPACE}}}url"
        address = url.findtext(f"{{{NAMESPACE}}}loc") or ""
        assert address.startswith(f"{ORIGIN}/")
        pages[address.removeprefix(ORIGIN)] = url.findtext(f"{{{NAMESPACE}}}lastmod")
    assert len(pages) == len(root)
    return pages


def test_a_parser_that_is_not_ours_reads_the_same_pages(client: Client) -> None:
    make_ask("a")
    make_lab("b")
    tree = sitemap_from_str(client.get("/sitemap.xml").content.decode())
    assert {page.url.removeprefix(ORIGIN) for page in tree.all_pages()} == set(listed(client))


def test_every_page_that_is_listed_answers(client: Client) -> None:
    make_ask("a")
    make_lab("b")
    pages = listed(client)
    assert {"/asks/a/", "/labs/b/"} < set(pages)
    assert {path: client.get(path).status_code for path in pages} == dict.fromkeys(pages, 200)


def test_every_public_page_without_an_argument_is_listed(client: Client) -> None:
    public = set()
    for name in (str(entry.name) for entry in OWN if not entry.pattern.converters):
        try:
            path = reverse(name)
        except NoReverseMatch:  # Of the admin, which has names of its own.
            continue
        if path.startswith(PRIVATE):
            continue
        answer = client.get(path)
        kind = answer.get("Content-Type", "").partition(";")[0]
        hidden = b'<meta name="robots" content="noindex">' in answer.content
        if (answer.status_code, kind, hidden) == (200, "text/html", False):
            public.add(name)
    assert public == set(PAGES) | BY_WORDS


def test_a_page_that_is_not_for_everybody_is_not_listed(client: Client) -> None:
    assert [path for path in listed(client) if path.startswith((*PRIVATE, "/log/receipt/"))] == []


def test_a_retired_ask_is_not_listed(client: Client) -> None:
    ask = make_ask("a")
    ask.retired = True
    ask.save()
    assert "/asks/a/" not in listed(client)


def test_an_ask_changes_when_a_lab_that_it_names_is_checked(client: Client) -> None:
    newer = make_lab("b", checked="2026-12-24")
    make_position(newer, make_ask("a"))
    make_position(newer, make_ask("hidden"), shown=False)
    pages = listed(client)
    assert (pages["/asks/a/"], pages["/asks/hidden/"]) == ("2026-12-24", "2026-11-23")
    assert pages["/labs/b/"] == "2026-12-24"


def test_the_list_takes_two_queries_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_asks(400)
    with django_assert_num_queries(2):
        assert len(listed(client)) > 400
