"""A way out of private pages, and titles that tell a person at one's side nothing."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import URLPattern

from outcomes.kinds import Response
from outcomes.models import Window
from tests.asks.factories import make_ask, make_lab
from tests.leverage.test_log_pages_without_cookies import to_log
from tests.leverage.test_names import OWN
from tests.outcomes.factories import ASKS, NORTH, TABLES

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

LINK = re.compile(r'<a href="(https://[^"]+)" rel="noreferrer" data-quick-exit>')
PRIVATE = [
    "/account/login/",
    "/account/signup/",
    "/account/credentials/",
    "/account/logout/",
    "/log/",
    "/log/receipt/",
    "/prepare/offer_received/",
]
SECTIONS = ("/account/", "/log/", "/prepare/")


def words_of_cast() -> list[str]:
    """Return the names of labs and asks, none of which may stand in a title."""
    labs = [name for table in TABLES for name in table.values()]
    return [*labs, *(name for ask in ASKS for name in ask.values())]


def title_of(page: str) -> str:
    """Return the title that tabs and histories show."""
    [title] = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
    return html.unescape(title)


@pytest.mark.parametrize("path", PRIVATE)
def test_a_private_page_can_be_left_at_once(signed_in: Client, window: Window, path: str) -> None:
    response = signed_in.get(path, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    [address] = LINK.findall(page)
    assert not address.startswith("https://testserver")
    # A plain link that stands before everything else but the one to the text: no script is needed.
    assert (
        page.index('class="skip"') < page.index("data-quick-exit") < page.index('class="wordmark"')
    )
    assert page.count("quick-exit.js") == 1
    assert '<div class="quick-exit no-print">' in page


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/asks/",
        "/asks/an-ask/",
        "/labs/",
        "/labs/a-lab/",
        "/guide/",
        "/tallies/",
        "/about/privacy/",
        "/about/legal-demands/",
        "/propose/",
    ],
)
def test_a_public_page_has_no_such_link(client: Client, path: str) -> None:
    make_ask("an-ask")
    make_lab("a-lab")
    page = client.get(path).content.decode()
    assert LINK.findall(page) == []
    assert "quick-exit" not in page


@pytest.mark.parametrize(
    "entry", [entry for entry in OWN if not entry.pattern.converters], ids=lambda entry: entry.name
)
def test_every_page_of_a_private_section_has_it(
    signed_in: Client, window: Window, entry: URLPattern
) -> None:
    path = f"/{entry.pattern}"
    response = signed_in.get(path)
    if response.status_code != 200 or "text/html" not in response["Content-Type"]:
        return
    page = response.content.decode()
    assert len(LINK.findall(page)) == path.startswith(SECTIONS)


@pytest.mark.parametrize("path", [*PRIVATE, f"/log/?lab={NORTH}"])
def test_a_title_names_no_lab_and_no_ask(signed_in: Client, window: Window, path: str) -> None:
    title = title_of(signed_in.get(path, follow=True).content.decode())
    assert [word for word in words_of_cast() if word in title] == []


def test_what_was_told_is_in_no_title(client: Client, window: Window) -> None:
    told = to_log(window, "first")
    affected = {**told, "response_1": Response.OFFER_AFFECTED.value}
    for form in ({**told, "ask_2": told["ask_1"]}, affected, told):
        title = title_of(client.post("/log/", form).content.decode())
        assert [word for word in words_of_cast() if word in title] == []
