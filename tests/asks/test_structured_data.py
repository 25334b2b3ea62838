"""JSON-LD: it parses, names what schema.org wants of each type, and leads to pages that answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec_schemaorg.models as schema_org
import pytest
from django.template import Context
from django.test import Client, RequestFactory
from pytest_django import Settings

from asks.kinds import PositionStatus, Verified
from asks.models import Source
from asks.templatetags.structured import lab_data
from tests.asks.factories import make_ask, make_asks, make_lab, make_position, make_positions

pytestmark = pytest.mark.django_db

ORIGIN = "https://leverage.example"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
REQUIRED = {
    "WebSite": {"name", "url", "potentialAction"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"name", "numberOfItems", "itemListElement"},
    "ListItem": {"position"},
    "DefinedTerm": {"name", "url"},
    "CreativeWork": {"url"},
    "Claim": {"name", "text", "about", "citation"},
    "Organization": {"name"},
}
PAGES = {
    "/": {"WebSite", "SearchAction", "EntryPoint"},
    "/asks/": {"BreadcrumbList", "ItemList", "ListItem", "DefinedTerm"},
    "/asks/an-ask/": {
        "BreadcrumbList",
        "ListItem",
        "CreativeWork",
        "DefinedTerm",
        "Organization",
    },
    "/labs/": {"BreadcrumbList", "ListItem"},
    "/labs/a-lab/": {
        "BreadcrumbList",
        "ListItem",
        "Organization",
        "ItemList",
        "Claim",
        "CreativeWork",
    },
}


@pytest.fixture(autouse=True)
def origin(settings: Settings) -> None:
    """Let the site stand at an address of its own."""
    settings.ORIGIN = ORIGIN


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """Give the pages of one ask and one lab something to say."""
    ask = make_ask("an-ask")
    make_position(make_lab("a-lab"), ask)
    Source.objects.create(
        ask=ask,
        place=0,
        title="A paper",
        publisher="A journal",
        year=2025,
        url="https://journal.example/",
        fact="It shows.",
        verified=Verified.PRIMARY,
    )


def data_of(client: Client, path: str) -> Any:
    """Return the one block of data on a page."""
    response = client.get(path)
    assert response.status_code == 200
    [block] = BLOCK.findall(response.content.decode())
    return json.loads(block)


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Walk every thing that has a type, however deep."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for part in value.values():
            yield from things(part)
    elif isinstance(value, list):
        for part in value:
            yield from things(part)


def named(client: Client, path: str, kind: str) -> dict[str, Any]:
    return next(thing for thing in things(data_of(client, path)) if thing["@type"] == kind)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_its_kind_of_page_should(client: Client, path: str) -> None:
    data = data_of(client, path)
    assert data["@context"] == "https://schema.org"
    assert {thing["@type"] for thing in things(data)} == PAGES[path]


@pytest.mark.parametrize("path", PAGES)
def test_a_thing_has_what_its_type_requires(client: Client, path: str) -> None:
    for thing in things(data_of(client, path)):
        assert REQUIRED[thing["@type"]] <= {key for key, value in thing.items() if value}


@pytest.mark.parametrize("path", PAGES)
def test_a_thing_says_only_what_schema_org_knows_of_its_type(client: Client, path: str) -> None:
    for thing in things(data_of(client, path)):
        vocabulary = getattr(schema_org, thing["@type"]).__struct_encode_fields__
        said = {key for key in thing if not key.startswith("@")}
        # An annotation of Google's for its search box; schema.org itself has no word for it.
        assert said - {"query-input"} <= set(vocabulary), thing["@type"]


@pytest.mark.parametrize("path", PAGES)
def test_every_address_is_whole_and_ours_answer(client: Client, path: str) -> None:
    for thing in things(data_of(client, path)):
        for key in ("url", "item", "@id", "inDefinedTermSet", "mainEntityOfPage", "urlTemplate"):
            address = thing.get(key)
            if not isinstance(address, str):
                continue
            assert address.startswith("https://")
            if address.startswith(ORIGIN):
                assert client.get(address.removeprefix(ORIGIN)).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_places_in_a_list_count_from_one(client: Client, path: str) -> None:
    for thing in things(data_of(client, path)):
        items = thing.get("itemListElement", [])
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        assert thing.get("numberOfItems", len(items)) == len(items)


def test_the_search_that_is_named_finds_something(client: Client) -> None:
    template = named(client, "/", "EntryPoint")["urlTemplate"].removeprefix(ORIGIN)
    found = client.get(template.replace("{search_term_string}", "title"))
    assert "Title of an-ask" in found.content.decode()


def test_an_ask_cites_its_sources(client: Client) -> None:
    work = named(client, "/asks/an-ask/", "CreativeWork")
    assert (work["name"], work["version"], work["dateModified"]) == (
        "Title of an-ask",
        1,
        "2026-11-23",
    )
    assert work["citation"] == [
        {
            "@type": "CreativeWork",
            "url": "https://journal.example/",
            "publisher": {"@type": "Organization", "name": "A journal"},
            "name": "A paper",
            "datePublished": "2025",
        }
    ]


def test_a_claim_about_a_lab_comes_with_its_source(client: Client) -> None:
    claim = named(client, "/labs/a-lab/", "Claim")
    assert claim["name"] == "Title of an-ask: In place"
    assert claim["citation"]["url"] == "https://lab.example/page"
    assert {"@id": f"{ORIGIN}/labs/a-lab/#lab"} in claim["about"]


def test_what_has_no_source_or_is_not_shown_is_not_claimed(client: Client) -> None:
    lab = make_lab("bare")
    make_position(lab, make_ask("hidden"), shown=False)
    make_position(lab, make_ask("sourceless"), PositionStatus.DECLINED, url="")
    assert named(client, "/labs/bare/", "ItemList")["itemListElement"] == []


def test_each_page_of_a_long_lab_claims_what_stands_on_it(client: Client) -> None:
    lab = make_lab("busy")
    asks = make_asks(150)
    make_positions([lab], asks)
    pages = client.get("/labs/busy/").context["page"].paginator.num_pages
    claimed = [
        thing["name"]
        for number in range(1, pages + 1)
        for thing in things(data_of(client, f"/labs/busy/?page={number}"))
        if thing["@type"] == "Claim"
    ]
    assert pages > 1
    assert sorted(claimed) == sorted(f"Title of {ask.slug}: Partly in place" for ask in asks)


def test_no_text_can_leave_the_block() -> None:
    evil = "</script><script>alert(1)</script><!-- & ]]>"
    lab = make_lab("evil", description=evil)
    block = lab_data(Context({"request": RequestFactory().get("/")}), lab, [])
    [inside] = BLOCK.findall(block)
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["@graph"][1]["description"] == evil


def test_a_list_that_shows_an_error_describes_nothing(client: Client) -> None:
    response = client.get("/asks/?effort=99")
    assert response.status_code == 400
    assert BLOCK.findall(response.content.decode()) == []
