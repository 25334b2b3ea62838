"""People who hand a sheet over to the host of the log pages, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from tests.browser import scripted
from tests.browser.chromium import PATIENCE

LAB = "Anthropic"
LINK = "Keep it in this browser"
HANDOVER = "handover.js"
NOTHING_KEPT = "This browser keeps no sheet for the log page."


@pytest.fixture
def main(site: str) -> str:
    """Return the host and port of all pages but those of the log."""
    return site.removeprefix("http://")


@pytest.fixture
def log(main: str, settings: Settings) -> str:
    """Give the log pages a host of their own; both names lead to this computer."""
    host = main.replace("localhost", "127.0.0.1")
    assert host != main
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.ORIGIN, settings.LOG_HOST = f"http://{main}", host
    return host


@pytest.fixture
def context(browser: Browser, log: str) -> Iterator[BrowserContext]:
    """Return a browser of its own in which scripts run."""
    with browser.new_context(reduced_motion="reduce") as found:
        found.set_default_timeout(PATIENCE)
        yield found


def pressed(page: Page) -> Page:
    """Press the link on the page of a fresh sheet, and return the tab that it opens."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name=LINK).click()
    return opened.value


def hand_over(page: Page) -> Page:
    """Press that link, and wait until its tab has fetched the sheet."""
    tab = pressed(page)
    expect(tab.get_by_text("A sheet came over from another page.")).to_be_visible()
    expect(tab.locator(scripted.READY)).to_have_count(1)
    return tab


def ask_without_a_ticket(tab: Page, log: str) -> None:
    """Let the log pages make a key and ask with it for a sheet that no page gave out."""
    tab.goto("about:blank")
    tab.goto(f"http://{log}/log/sheet/#for=a-ticket-that-nobody-gave")
    scripted.heading(tab, "Handing the sheet over")


def say_yes(page: Page) -> None:
    """Let the log pages keep what came over."""
    page.get_by_role("button", name=LINK).click()
    expect(page.get_by_text("This browser keeps your sheet now.")).to_be_visible()


def ticket_of(page: Page) -> str:
    """Return the ticket that the link on the page of a sheet takes along."""
    href = page.get_by_role("link", name=LINK).get_attribute("href") or ""
    return href.partition("#for=")[2]
