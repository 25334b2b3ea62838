"""Two host names: a sheet drawn on one is kept on the other, over an address of which that part is never sent."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from outcomes.models import Entry, Window
from tests.browser import person, scripted, vaults
from tests.browser.chromium import PATIENCE
from tests.browser.soundness import Watch, faults

pytestmark = pytest.mark.browser

LAB = "Anthropic"
TOLD = [("Whistleblowing policy in public", "They agreed to it")]
LINK = "Keep it in this browser"
COOKIE = "HTTP_COOKIE"


class Arrivals:
    """What reached the server, host by host: headers and addresses, as the server was told."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        request_started.connect(self._note)

    def _note(self, environ: dict[str, Any], **_more: Any) -> None:
        self.seen.append({key: found for key, found in environ.items() if isinstance(found, str)})

    def at(self, host: str) -> list[dict[str, str]]:
        """Return what reached one host."""
        return [one for one in self.seen if one["HTTP_HOST"] == host]

    def stop(self) -> None:
        """Note no more."""
        request_started.disconnect(self._note)


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


@pytest.fixture
def arrivals(log: str) -> Iterator[Arrivals]:
    """Note what reaches the server."""
    found = Arrivals()
    yield found
    found.stop()


def hand_over(page: Page) -> None:
    """Press the link on the page of a fresh sheet."""
    with page.expect_navigation():
        page.get_by_role("link", name=LINK).click()
    expect(page.locator(scripted.READY)).to_have_count(1)


def say_yes(page: Page) -> None:
    """Let the log pages keep what came over."""
    page.get_by_role("button", name=LINK).click()
    expect(page.get_by_text("This browser keeps your sheet now.")).to_be_visible()


def assert_nothing_told(arrivals: Arrivals, log: str, sheet: str) -> None:
    """No request to the log's host had a cookie or came with a referrer; none anywhere held the sheet."""
    assert len(arrivals.at(log)) > 3
    assert [one for one in arrivals.at(log) if COOKIE in one or "HTTP_REFERER" in one] == []
    everything = "\n".join(value for one in arrivals.seen for value in one.values())
    encoded = base64.urlsafe_b64encode(sheet.encode()).decode().rstrip("=")
    for secret in ("lvg1.", "#", "sheet=", encoded[:80], encoded[-80:]):
        assert secret not in everything


def test_a_sheet_goes_over_is_kept_there_after_a_yes_and_logs(
    context: BrowserContext, site: str, window: Window, log: str, main: str, arrivals: Arrivals
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    hand_over(page)
    assert page.url == f"http://{log}/log/sheet/"
    assert page.evaluate("[location.hash, localStorage.length, sessionStorage.length]") == [
        "",
        0,
        0,
    ]
    say_yes(page)
    scripted.fill_log(page, f"http://{log}", LAB, TOLD)
    expect(page.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    person.send(page)
    scripted.heading(page, "It is stored")
    assert Entry.objects.count() == 1
    assert [one for one in arrivals.at(main) if COOKIE in one]
    assert_nothing_told(arrivals, log, sheet)
    page.goto(f"{site}/account/logout/")
    assert page.evaluate("localStorage.length") == 0


BROKEN = [
    ("fragment.js", 'const MARK = "#sheet=";', 'const MARK = "?sheet=";'),
    ("keeping.js", "+= asFragment(text)", "+= asFragment(text).replace('#', '?')"),
]


@pytest.mark.parametrize(("module", "before", "after"), BROKEN)
def test_a_script_that_sends_the_sheet_along_is_seen_to_do_so(
    context: BrowserContext,
    site: str,
    window: Window,
    log: str,
    arrivals: Arrivals,
    module: str,
    before: str,
    after: str,
) -> None:
    page = context.new_page()
    scripted.altered(page, module, before, after)
    sheet = scripted.sign_up(page, site)
    hand_over(page)
    with pytest.raises(AssertionError):
        assert_nothing_told(arrivals, log, sheet)


def test_after_a_no_nothing_is_kept_and_the_way_back_shows_the_sheet_again(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    hand_over(page)
    page.get_by_role("button", name="Do not keep it").click()
    expect(page.get_by_text("Nothing was kept.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    expect(page.get_by_text("This browser keeps no sheet for the log page.")).to_be_visible()
    page.goto(f"{site}/account/credentials/")
    assert page.get_by_label("Your sheet", exact=True).input_value() == sheet


def test_one_click_wipes_it_where_it_lies_and_the_sheets_page_leads_there(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    hand_over(page)
    say_yes(page)
    tab = context.new_page()
    tab.goto(f"{site}/account/credentials/")
    tab.get_by_role("link", name="look there").click()
    expect(tab.get_by_text("This browser keeps a sheet")).to_be_visible()
    tab.get_by_role("button", name="Wipe it from this browser").click()
    expect(tab.get_by_text("This browser keeps no sheet any more.")).to_be_visible()
    assert tab.evaluate("localStorage.length") == 0


def test_a_second_sheet_says_what_it_replaces_and_a_damaged_one_is_not_offered(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    href = page.get_by_role("link", name=LINK).get_attribute("href") or ""
    hand_over(page)
    say_yes(page)
    kept = page.evaluate("localStorage['leverage-sheet']")
    for broken in (href[:-40], f"{href}!", re.sub("#.*", "#sheet=", href)):
        page.goto("about:blank")
        page.goto(broken)
        expect(page.get_by_text("No whole line of a sheet came over.")).to_be_visible()
        assert page.evaluate("location.hash") == ""
    text = base64.urlsafe_b64encode(f"mine\n{href.partition('=')[2]}".encode()).decode()
    page.goto("about:blank")
    page.goto(f"{href.partition('#')[0]}#sheet={text.rstrip('=')}")
    expect(page.get_by_text("No whole line of a sheet came over.")).to_be_visible()
    assert page.evaluate("localStorage['leverage-sheet']") == kept


def test_the_pages_of_the_hand_over_are_sound(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    found = list(faults(page, scripts=True))
    watch = Watch(page, f"http://{log}")
    hand_over(page)
    found += faults(page, scripts=True)
    say_yes(page)
    found += faults(page, scripts=True)
    page.get_by_role("button", name="Wipe it from this browser").click()
    found += faults(page, scripts=True)
    assert found + watch.taken() == []


def test_an_opened_vault_hands_its_sheet_over_too(
    context: BrowserContext, site: str, window: Window, log: str, arrivals: Arrivals
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    words = vaults.draw_words(page)
    page.get_by_role("button", name="I have them: put it in").click()
    expect(page.get_by_role("heading", name="The vault holds your sheet")).to_be_focused()
    vaults.visit(page, site)
    vaults.type_words(page, words)
    assert vaults.opened(page) == sheet
    hand_over(page)
    say_yes(page)
    assert_nothing_told(arrivals, log, sheet)
