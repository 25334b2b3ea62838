"""Leaving a private page in one step: the page is gone, and Back does not bring it again."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.chromium import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("ready_keys")]

ELSEWHERE = "https://www.wikipedia.org/"
LEAVE = "Leave this page quickly"


def _answer(route: Route) -> None:
    route.fulfill(body="<!DOCTYPE html><title>Elsewhere</title><h1>Elsewhere</h1>")


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def visit(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """Return a page with scripts or without, on the receipt page."""
    with _on_the_receipt_page(browser, site, scripts=request.param) as page:
        yield page


@pytest.fixture
def scripted(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page with scripts, on the receipt page."""
    with _on_the_receipt_page(browser, site, scripts=True) as page:
        yield page


@contextmanager
def _on_the_receipt_page(browser: Browser, site: str, *, scripts: bool) -> Generator[Page]:
    """Open the start page and then the receipt page; elsewhere is made up."""
    with browser.new_context(java_script_enabled=scripts) as context:
        context.set_default_timeout(PATIENCE)
        context.route(f"{ELSEWHERE}**", _answer)
        page = context.new_page()
        page.goto(f"{site}/")
        page.goto(f"{site}/log/receipt/")
        yield page


def test_the_link_leads_away_and_says_nothing_of_where_one_was(visit: Page) -> None:
    with visit.expect_request(f"{ELSEWHERE}**") as left, visit.expect_navigation():
        visit.get_by_role("link", name=LEAVE).click()
    assert visit.url == ELSEWHERE
    assert "referer" not in left.value.all_headers()


def test_the_link_comes_second_for_a_keyboard(visit: Page) -> None:
    visit.keyboard.press("Tab")
    visit.keyboard.press("Tab")
    expect(visit.get_by_role("link", name=LEAVE)).to_be_focused()
    with visit.expect_navigation():
        visit.keyboard.press("Enter")
    assert visit.url == ELSEWHERE


def test_back_does_not_lead_to_the_page_again(scripted: Page, site: str) -> None:
    with scripted.expect_navigation():
        scripted.get_by_role("link", name=LEAVE).click()
    scripted.go_back()
    assert scripted.url == f"{site}/"


def test_three_presses_of_escape_leave(scripted: Page) -> None:
    expect(scripted.get_by_text("or press Escape three times")).to_be_visible()
    for _ in range(2):
        scripted.keyboard.press("Escape")
    scripted.keyboard.press("a")
    for _ in range(2):
        scripted.keyboard.press("Escape")
    assert scripted.url.endswith("/log/receipt/")
    with scripted.expect_navigation():
        scripted.keyboard.press("Escape")
    assert scripted.url == ELSEWHERE


def test_presses_far_apart_do_not_leave(scripted: Page) -> None:
    scripted.clock.install()
    for _ in range(4):
        scripted.keyboard.press("Escape")
        scripted.clock.fast_forward(1500)
    assert scripted.url.endswith("/log/receipt/")


def test_the_page_is_empty_before_the_other_one_comes(scripted: Page) -> None:
    left: list[str] = []
    scripted.on("console", lambda message: left.append(message.text))
    scripted.evaluate(
        "addEventListener('beforeunload', () => console.log(document.title, document.body.innerHTML))"
    )
    with scripted.expect_navigation():
        scripted.get_by_role("link", name=LEAVE).click()
    assert [text.strip() for text in left] == ["www.wikipedia.org"]


def test_without_scripts_nothing_is_said_of_keys(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/log/receipt/")
        expect(page.get_by_text("or press Escape three times")).to_be_hidden()
