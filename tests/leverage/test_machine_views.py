"""Files for programs, and what every page says of itself to them."""

from __future__ import annotations

import datetime as dt
import re
import urllib.robotparser

import pytest
from django.test import Client
from pytest_django import Settings

from leverage.machine_views import contact_expires
from tests.asks.factories import make_ask, make_asks, make_lab

ORIGIN = "https://leverage.example"
CONTACT = "mailto:security@leverage.example"


@pytest.fixture(autouse=True)
def origin(settings: Settings) -> None:
    """Let the site stand at an address of its own, with somebody to write to."""
    settings.ORIGIN = ORIGIN
    settings.SECURITY_CONTACT = CONTACT


def head(client: Client, path: str) -> dict[str, str]:
    """Return the canonical link and the OpenGraph properties of a page."""
    text = client.get(path).content.decode()
    found = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)">', text))
    canonical = re.findall(r'<link rel="canonical" href="([^"]*)">', text)
    return {**found, **({"canonical": canonical[0]} if canonical else {})}


# -- Files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/robots.txt", "/.well-known/security.txt"])
def test_a_file_is_plain_text_that_anybody_may_cache(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies


def test_crawlers_may_read_everything_but_accounts_and_curation(client: Client) -> None:
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    for path in ("/", "/asks/an-ask/", "/labs/", "/tallies/", "/about/privacy/"):
        assert robots.can_fetch("*", ORIGIN + path)
    for path in ("/account/login/", "/curate/"):
        assert not robots.can_fetch("*", ORIGIN + path)
    assert robots.site_maps() == [f"{ORIGIN}/sitemap.xml"]


def test_who_found_a_weakness_learns_whom_to_tell(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines() if line)
    assert set(fields) == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields["Contact"] == CONTACT
    assert fields["Canonical"] == f"{ORIGIN}/.well-known/security.txt"
    expires = dt.datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    assert expires > dt.datetime.now(dt.UTC)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 23), dt.date(2028, 2, 29)])
def test_a_contact_holds_for_less_than_a_year(day: dt.date) -> None:
    start = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    assert dt.timedelta(days=30) < contact_expires(day) - start < dt.timedelta(days=365)


def test_without_a_contact_there_is_no_such_file(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


def test_a_password_manager_finds_the_form(client: Client) -> None:
    response = client.get("/.well-known/change-password")
    assert (response.status_code, response["Location"]) == (302, "/account/password/change/")
    assert not response.cookies


# -- What a page says of itself --------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_gives_its_title_and_its_one_address(client: Client) -> None:
    make_ask("an-ask", title='Ask & "answer"', summary="First. Second.")
    assert head(client, "/asks/an-ask/?utm=1&page=7") == {
        "canonical": f"{ORIGIN}/asks/an-ask/",
        "og:url": f"{ORIGIN}/asks/an-ask/",
        "og:type": "article",
        "og:title": "Ask &amp; &quot;answer&quot;",
        "og:description": "First.",
    } | {"og:site_name": "Leverage"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("?topic=topic&effort=1", ""),
        ("?page=2", "?page=2"),
        ("?topic=topic&page=2", "?page=2"),
        ("?page=1", ""),
        ("?page=999", "?page=3"),
        ("?page=x", ""),
    ],
)
def test_of_the_parameters_only_a_further_page_is_kept(
    client: Client, query: str, kept: str
) -> None:
    make_asks(50)
    assert head(client, f"/asks/{query}")["canonical"] == f"{ORIGIN}/asks/{kept}"


@pytest.mark.django_db
def test_without_an_origin_the_host_that_was_asked_for_counts(
    client: Client, settings: Settings
) -> None:
    settings.ORIGIN = ""
    answer = client.get("/labs/", headers={"host": "localhost:8001"}).content.decode()
    assert '<link rel="canonical" href="http://localhost:8001/labs/">' in answer


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/"])
def test_a_page_that_is_not_to_be_found_gives_no_address(client: Client, path: str) -> None:
    assert head(client, path) == {}


@pytest.mark.django_db
def test_the_footer_leads_to_the_feeds(client: Client) -> None:
    make_lab("a-lab")
    assert '<li><a href="/feeds/">Feeds</a></li>' in client.get("/labs/").content.decode()
