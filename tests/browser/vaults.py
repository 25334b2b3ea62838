"""What a person does with a vault where scripts run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from leverage.models import User
from outcomes.models import Window
from tests.browser import person, scripted

# Milliseconds. Locking takes about a second of one core, and tests share theirs.
STRETCHING = 30_000
PATH = "/account/vault/"
MODULES = Path(__file__).resolve().parent.parent.parent / "static" / "js" / "vault"
HELD = "One is kept here, locked with six words."


@pytest.fixture
def sheet(context: BrowserContext, site: str, window: Window) -> str:
    """Return the sheet that the browser keeps for the account that is signed in to it."""
    text = scripted.kept_sheet(context, window)
    sign_in_as(context, site, User.objects.get())
    return text


@pytest.fixture
def page(context: BrowserContext, site: str, sheet: str) -> Page:
    """Return the page of the vault, in the browser that keeps the sheet."""
    page = context.new_page()
    visit(page, site)
    return page


def sign_in_as(context: BrowserContext, site: str, account: User) -> None:
    """Let a browser be signed in, as if somebody had typed the password in it."""
    client = Client()
    client.force_login(account)
    session = client.cookies["session"].value
    context.add_cookies([{"name": "session", "value": session, "url": site}])


def sign_in(page: Page, site: str, name: str) -> None:
    """Sign in with the password of `person`."""
    page.goto(f"{site}/account/login/")
    page.get_by_label("Made-up name").fill(name)
    page.get_by_label("Password").fill(person.PASSWORD)
    person.press(page, "Sign in")


def visit(page: Page, site: str) -> None:
    """Go to the page of the vault, begin, and wait for its script."""
    page.goto(f"{site}{PATH}")
    page.get_by_role("button", name="Lock it with six words").dispatch_event("focusin")
    expect(page.locator(scripted.READY)).to_have_count(1)


def draw_words(page: Page) -> list[str]:
    """Lock the sheet at hand, and return the six words; nothing is sent yet."""
    page.get_by_role("button", name="Lock it with six words").click()
    words = page.locator("ol.receipt:visible li")
    expect(words).to_have_count(6, timeout=STRETCHING)
    return words.all_inner_texts()


def put(page: Page, site: str) -> list[str]:
    """Put the sheet at hand into the vault, from the vault's page, and return its words."""
    words = draw_words(page)
    finish(page)
    assert page.url == f"{site}{PATH}?changed=put"
    return words


def finish(page: Page) -> None:
    """Say that the words are written down, and wait for the page that shows the vault filled."""
    with page.expect_navigation():
        page.get_by_role("button", name="I have them: put it in").click()
    expect(page.locator(scripted.READY)).to_have_count(1)
    expect(page.get_by_text("The vault holds your sheet now.")).to_be_visible()


def type_words(page: Page, words: Sequence[str]) -> None:
    """Type words and ask for the vault to be opened with them."""
    page.get_by_label("Your six words").fill(" ".join(words))
    page.get_by_role("button", name="Open it here").click()


def opened(page: Page) -> str:
    """Return the sheet that the vault shows."""
    expect(page.get_by_role("heading", name="The vault is open")).to_be_focused(timeout=STRETCHING)
    return page.get_by_label("Your sheet", exact=True).input_value()


def told(page: Page, text: str | re.Pattern[str]) -> Locator:
    """Wait until the page says what went wrong, and return where."""
    place = page.get_by_role("alert").filter(has_text=text)
    expect(place).to_have_count(1, timeout=STRETCHING)
    return place


def altered(page: Page, module: str, *changes: tuple[str, str]) -> None:
    """Serve a module of the vault with places changed: a broken twin of it."""
    body = (MODULES / module).read_text("utf-8")
    for before, after in changes:
        assert body.count(before) == 1, "The place to break is gone: choose another."
        body = body.replace(before, after)

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/javascript; charset=utf-8")

    page.route(f"**/js/vault/{module}", answer)
