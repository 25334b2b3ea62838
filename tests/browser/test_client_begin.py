"""What was pressed before the scripts of a page were there waits for them, and is never sent in clear."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from leverage.models import User
from outcomes.models import Entry, Window
from tests.browser import exchanging, person, scripted, vaults
from tests.browser.lab_mail import header, store_lab_key

pytestmark = pytest.mark.browser

LAB, ASK = "Anthropic", "Whistleblowing policy in public"
TOLD = [(ASK, "They agreed to it")]
WAITING = "One moment: your browser is fetching what it needs for this."
NOT_FETCHED = "could not be fetched. Nothing was sent."
SEALED_HERE = "on this device. Our server gets sealed bytes"
SEALED_THERE = "The sealing happens on our server"
SEALED = {"window", "table", "kind", "tier", "input_msg", "sig", "sealed", "receipt_key"}
STAGE = scripted.CLIENT / "begin.js"


class Slow:
    """Holds back what a page asks for, until it is let go or refused; what follows is answered."""

    def __init__(self, page: Page, address: str) -> None:
        self.waiting: list[Route] = []
        self._over = False
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self._over:
            route.continue_()
        else:
            self.waiting.append(route)

    def let_go(self) -> None:
        """Answer."""
        self._over = True
        for route in self.waiting:
            route.continue_()

    def refuse(self) -> None:
        """Let the line break."""
        self._over = True
        for route in self.waiting:
            route.abort()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a page in which scripts run."""
    return context.new_page()


@pytest.fixture
def posted(page: Page) -> list[Request]:
    """Return what the page will have posted."""
    found: list[Request] = []
    page.on("request", lambda one: found.append(one) if one.method == "POST" else None)
    return found


def names_in(request: Request) -> set[str]:
    """Return what a request in JSON holds."""
    return set(json.loads(request.post_data or "{}"))


def line_of(window: Window, context: BrowserContext) -> str:
    """Return a line that pays, of a sheet that no browser keeps."""
    sheet = scripted.kept_sheet(context, window)
    context.add_init_script("localStorage.clear(); localStorage.setItem('seen', '1')")
    return person.line_for(sheet, LAB)


# -- The log page --------------------------------------------------------------------------------------


def test_nothing_but_the_first_stage_is_fetched_until_somebody_begins(
    page: Page, window: Window, site: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{site}/log/", wait_until="networkidle")
    assert [url.rpartition("/")[2] for url in asked if "/client/" in url] == ["begin.js"]
    expect(page.get_by_text(SEALED_HERE)).to_be_visible()
    expect(page.get_by_text(SEALED_THERE)).to_have_count(0)
    page.get_by_label("I hold an offer from this lab, or held one").check()
    expect(page.locator(scripted.READY)).to_have_count(1)
    assert any(url.endswith("/client/log.js") for url in asked)


def test_a_press_before_the_scripts_are_there_waits_and_is_sealed(
    page: Page, context: BrowserContext, window: Window, site: str, posted: list[Request]
) -> None:
    line = line_of(window, context)
    slow = Slow(page, "**/client/log.js")
    scripted.fill_log(page, site, LAB, TOLD)
    page.get_by_label("Your credential for this lab").fill(line)
    page.get_by_role("button", name="Seal and send").dblclick()
    expect(page.get_by_role("alert").filter(has_text=WAITING)).to_be_visible()
    expect(page.locator("main[aria-busy=true]")).to_have_count(1)
    assert len(slow.waiting) == 1
    assert posted == []
    slow.let_go()
    scripted.heading(page, "It is stored")
    expect(page.get_by_text(WAITING)).to_have_count(0)
    assert [names_in(one) for one in posted] == [SEALED]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("module", ["log.js", "sealing.js"])
def test_where_the_scripts_cannot_be_fetched_nothing_is_posted_and_all_stays(
    page: Page, window: Window, site: str, posted: list[Request], module: str
) -> None:
    slow = Slow(page, f"**/client/{module}")
    scripted.fill_log(page, site, LAB, TOLD)
    button = page.get_by_role("button", name="Seal and send")
    button.click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    slow.refuse()
    expect(page.get_by_role("alert").filter(has_text=NOT_FETCHED)).to_be_visible()
    expect(page.locator("main[aria-busy]")).to_have_count(0)
    expect(page.get_by_label("First ask")).not_to_have_value("")
    button.click()
    expect(page.locator(".error-summary")).to_contain_text("One thing needs another look")
    assert posted == []
    assert not Entry.objects.exists()


def test_a_first_stage_that_does_not_hold_back_is_seen_to_post_in_clear(
    page: Page, window: Window, site: str, posted: list[Request]
) -> None:
    scripted.altered(page, "begin.js", "    event.preventDefault();\n", "")
    Slow(page, "**/client/log.js")
    scripted.fill_log(page, site, LAB, TOLD)
    page.get_by_role("button", name="Seal and send").click()
    page.wait_for_url("**/log/")
    assert "ask_1=" in (posted[0].post_data or "")


def test_a_file_chosen_before_the_scripts_are_there_is_read_by_them(
    page: Page, context: BrowserContext, window: Window, site: str, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.txt"
    file.write_text(f"{LAB}: {line_of(window, context).partition(': ')[2]}\n")
    slow = Slow(page, "**/client/log.js")
    scripted.fill_log(page, site, LAB, TOLD)
    page.get_by_label("Your sheet, as the file you saved").set_input_files(file)
    slow.let_go()
    expect(page.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    person.send(page)
    scripted.heading(page, "It is stored")


def test_a_browser_that_keeps_a_sheet_finds_it_without_a_touch(
    page: Page, context: BrowserContext, window: Window, site: str
) -> None:
    scripted.kept_sheet(context, window)
    page.goto(f"{site}/log/")
    expect(page.get_by_text("Its line for the lab you choose will pay for this.")).to_be_visible()


# -- Other pages -----------------------------------------------------------------------------------------


def test_the_words_of_a_receipt_are_not_posted_by_an_early_press(
    page: Page, window: Window, site: str, posted: list[Request]
) -> None:
    slow = Slow(page, "**/client/receipt.js")
    page.goto(f"{site}/log/receipt/")
    page.get_by_label("Your eight words").fill("abacus " * 8)
    page.keyboard.press("Enter")
    page.locator("main form button").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    slow.let_go()
    scripted.heading(page, "Nothing is open under these words")
    assert all("abacus" not in (one.post_data or "") for one in posted)
    assert len(posted) == 1


def test_a_line_and_a_mail_wait_for_the_scripts_too(
    page: Page, context: BrowserContext, window: Window, site: str, posted: list[Request]
) -> None:
    store_lab_key()
    line = line_of(window, context)
    slow = Slow(page, "**/client/verify.js")
    page.goto(f"{site}{exchanging.PATH}")
    page.get_by_label("Your credential").fill(line)
    page.get_by_label(exchanging.HEADERS).fill(header().decode().replace("\r\n", "\n"))
    page.get_by_role("button", name="Check and exchange").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    assert posted == []
    slow.let_go()
    scripted.heading(page, exchanging.DONE)
    assert ["blinded" in names_in(one) for one in posted] == [True]


def test_words_for_the_vault_that_are_asked_for_early_come_when_they_can(
    context: BrowserContext, window: Window, site: str, posted: list[Request], page: Page
) -> None:
    scripted.kept_sheet(context, window)
    vaults.sign_in_as(context, site, User.objects.get())
    slow = Slow(page, "**/vault/vault.js")
    page.goto(f"{site}{vaults.PATH}")
    page.get_by_role("button", name="Lock it with six words").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    slow.let_go()
    expect(page.locator("ol.receipt:visible li")).to_have_count(6, timeout=vaults.STRETCHING)
    assert posted == []


def test_signing_out_works_although_its_script_cannot_be_fetched(
    context: BrowserContext, window: Window, site: str, page: Page
) -> None:
    scripted.kept_sheet(context, window)
    vaults.sign_in_as(context, site, User.objects.get())
    page.route("**/client/leave.js", lambda route: route.abort())
    page.goto(f"{site}/account/logout/")
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account/")
    assert "/account/login/" in page.url


# -- The stage itself --------------------------------------------------------------------------------------


def test_the_first_stage_fetches_nothing_of_itself_and_is_small() -> None:
    text = STAGE.read_text("utf-8")
    assert re.findall(r"^\s*import\b(?!\()", text, re.MULTILINE) == []
    assert len(text.splitlines()) < 200
