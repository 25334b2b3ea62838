"""One person's whole way through the site without scripts, from the first page to the tallies."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Response, expect

from leverage.models import User
from outcomes.credentials import current_window
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.models import Entry, Release, Sheet, Window
from tests.browser import person
from tests.outcomes.releasing import end_today

pytestmark = pytest.mark.browser

LAB, OTHER_LAB = "Anthropic", "OpenAI"
FIRST_ASK, SECOND_ASK = "Whistleblowing policy in public", "No gag clauses or equity ties"


class LogTraffic:
    """The requests to the log pages that carried a cookie, and the answers that set one."""

    def __init__(self, page: Page) -> None:
        self.seen = 0
        self.cookies: list[str] = []
        page.on("response", self._look)

    def _look(self, response: Response) -> None:
        if "/log/" in response.url:
            self.seen += 1
            sent = response.request.header_value("cookie")
            kept = response.header_value("set-cookie")
            self.cookies += [cookie for cookie in (sent, kept) if cookie]


def test_a_person_walks_from_the_offer_to_the_tallies(
    page: Page, site: str, tmp_path: Path
) -> None:
    window = current_window(timezone.now().date())
    assert window is not None
    _read_before_asking(page, site)
    sheet = _draw_and_save_the_sheet(page, site, window, tmp_path / "sheet.txt")
    _sign_out(page, site)

    traffic = LogTraffic(page)
    line = person.line_for(sheet, LAB)
    words = _log(page, site, line)
    _replace(page, site, words, line)
    _withdraw(page, site, words)
    assert (traffic.seen > 5, traffic.cookies) == (True, [])

    _somebody_else_logs_and_stays(page, site)
    end_today(window)
    assert Entry.objects.count() == 0
    _read_the_tallies(page, site, window)


def _read_before_asking(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("Which lab made you the offer?").select_option(label=LAB)
    person.press(page, "I hold this offer")
    expect(page).to_have_url(f"{site}/prepare/offer_received/")
    expect(page.get_by_label("Lab", exact=True)).to_have_value("anthropic")
    page.get_by_label("First ask").select_option(index=1)
    person.press(page, "Write the draft")
    expect(page.locator("#letter")).to_contain_text("Thank you again for the offer.")
    page.goto(f"{site}/labs/anthropic/")
    expect(page.locator("h1")).to_have_text(LAB)
    focus = page.locator("section").filter(has_text="In focus at this lab")
    ask = focus.locator("h3").get_by_role("link").first
    title = ask.inner_text()
    ask.click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_role("link", name="Asks", exact=True).first.click()
    page.get_by_role("searchbox").fill("whistleblower")
    person.press(page, "Apply")
    expect(page.locator(".rows h3").first).to_contain_text("whistleblowing")


def _draw_and_save_the_sheet(page: Page, site: str, window: Window, path: Path) -> str:
    sheet = person.sign_up(page, site)
    for table in window.tables:
        assert sheet.count(f"\n{table['name']}: lvg1.") == 1
    assert sheet.count("lvg1.") == len(window.tables)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as a text file").click()
    started.value.save_as(path)
    assert path.read_text() == sheet  # Read with any line ends: forms send those of mail.
    assert (User.objects.count(), Sheet.objects.count()) == (1, 1)
    return sheet


def _sign_out(page: Page, site: str) -> None:
    assert {cookie.get("name") for cookie in page.context.cookies()} == {"csrf", "session"}
    person.sign_out(page)
    expect(page).to_have_url(f"{site}/")
    # What is left could tie the next visit to this one.
    assert page.context.cookies() == []


def _log(page: Page, site: str, line: str) -> list[str]:
    told = [(FIRST_ASK, "They said they will consider it"), (SECOND_ASK, "They agreed to it")]
    person.fill_log(page, site, LAB, told, line)
    person.send(page)
    expect(page.locator("h1")).to_have_text("It is stored")
    words = person.words_of(page)
    assert len(words) == 8
    entry = Entry.objects.get()
    assert entry.sealed is not None
    assert len(entry.sealed) == SEALED_SIZE
    fields = {field.name for field in Entry._meta.get_fields()}
    assert fields == {"nullifier", "sealed", "receipt_hash", "window"}
    return words


def _replace(page: Page, site: str, words: list[str], line: str) -> None:
    before = Entry.objects.get()
    person.open_receipt(page, site, words)
    expect(page.locator("h1")).to_have_text("It is still stored")
    person.tell(page, [(FIRST_ASK, "They said no and gave a reason")])
    page.get_by_label("Your credential for this lab").fill(line)
    person.press(page, "Seal and replace")
    expect(page.locator("h1")).to_have_text("It is replaced")
    after = Entry.objects.get()
    assert (after.nullifier, after.receipt_hash) == (before.nullifier, before.receipt_hash)
    assert after.sealed != before.sealed


def _withdraw(page: Page, site: str, words: list[str]) -> None:
    person.open_receipt(page, site, words)
    person.withdraw(page)
    expect(page.locator("h1")).to_have_text("It is withdrawn")
    entry = Entry.objects.get()
    assert (entry.sealed, entry.receipt_hash) == (None, None)
    person.open_receipt(page, site, words)
    expect(page.locator("h1")).to_have_text("Nothing is open under these words")


def _somebody_else_logs_and_stays(page: Page, site: str) -> None:
    sheet = person.sign_up(page, site)
    person.sign_out(page)
    line = person.line_for(sheet, OTHER_LAB)
    person.fill_log(page, site, OTHER_LAB, [(SECOND_ASK, "They said no")], line)
    person.send(page)
    expect(page.locator("h1")).to_have_text("It is stored")
    assert (Entry.objects.count(), Entry.objects.countable_in(_only_window()).count()) == (2, 1)


def _only_window() -> str:
    return Window.objects.get().name


def _read_the_tallies(page: Page, site: str, window: Window) -> None:
    page.goto(site)
    page.get_by_role("link", name="Tallies", exact=True).click()
    expect(page.locator(".lead")).to_contain_text(f"Release {window.name}.")
    page.get_by_label("Lab", exact=True).select_option(label=OTHER_LAB)
    person.press(page, "Show")
    expect(page).to_have_url(f"{site}/tallies/{window.name}/?lab=openai&tier=")
    expect(page.locator("h2").nth(0)).to_contain_text(f"{OTHER_LAB}, verified: about ")
    expect(page.locator("h2").nth(1)).to_contain_text(f"{OTHER_LAB}, not verified: about ")
    assert Release.objects.get().pk == window.name
