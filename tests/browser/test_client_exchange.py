"""A drawn line for a verified one, with scripts: made here, put into the sheet, counted as verified."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from outcomes.crypto.credential_lines import parse_line
from outcomes.kinds import Tier
from outcomes.models import Entry, Window
from outcomes.verification import verified_tables
from tests.browser import person, scripted
from tests.browser.exchanging import (
    DONE,
    HEADERS,
    LAB,
    PATH,
    SENDER,
    TABLE,
    UNFINISHED,
    exchange,
    filled,
    kept,
    new_line,
    open_page,
    sheet,
    window,
)
from tests.browser.soundness import Watch, faults
from tests.outcomes.pages import opened
from tests.outcomes.releasing import Draw, end_today

__all__ = ["filled", "sheet", "window"]

pytestmark = pytest.mark.browser

TOLD = [("Whistleblowing policy in public", "They agreed to it")]


# -- Exchanged -----------------------------------------------------------------------------------------


def test_the_new_line_takes_the_old_ones_place_in_the_sheet_and_counts_as_verified(
    filled: Page, sheet: str, site: str, window: Window, draws: list[Draw]
) -> None:
    exchange(filled)
    scripted.heading(filled, DONE)
    expect(filled.get_by_text("It stands in the sheet that this browser keeps")).to_be_visible()
    line = filled.get_by_label("Your verified line").input_value()
    assert new_line(filled).context.tier is Tier.VERIFIED
    assert kept(filled)["text"] == sheet.replace(person.line_for(sheet, LAB), line)
    assert filled.evaluate("sessionStorage.length") == 0
    scripted.fill_log(filled, site, LAB, TOLD)
    expect(filled.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    person.send(filled)
    scripted.heading(filled, "It is stored")
    [entry] = Entry.objects.filter(sealed__isnull=False)
    assert opened(window, entry).input_msg == parse_line(line).input_msg
    end_today(window)
    # Drawn tables first, in the order of the window, then the verified ones.
    counted = [draw.values[0] for draw in draws if len(draw.values) == 1]
    verified = [table["slug"] == TABLE for table in verified_tables(window)]
    assert counted == [0] * len(window.tables) + verified


def test_the_server_never_had_the_new_line(filled: Page) -> None:
    bodies = scripted.lose_answers(filled, PATH, 0)
    exchange(filled)
    scripted.heading(filled, DONE)
    [body] = bodies
    sent = json.loads(body)
    assert sorted(sent) == ["blinded", "headers", "input_msg", "sig", "table", "window"]
    line = new_line(filled)
    assert base64.b64decode(sent["input_msg"]) != line.input_msg
    for part in (line.input_msg, line.signature):
        assert base64.b64encode(part).decode() not in body


def test_no_request_of_the_page_carries_a_cookie_or_a_referrer(
    filled: Page, site: str, context: BrowserContext
) -> None:
    context.add_cookies([{"name": "session", "value": "x", "url": site}])
    seen: list[dict[str, str]] = []
    filled.on("request", lambda one: seen.append(one.all_headers()))
    exchange(filled)
    scripted.heading(filled, DONE)
    assert len(seen) == 2
    assert [one.get(name, "") for one in seen for name in ("cookie", "referer")] == [""] * 4


def test_the_pages_of_the_exchange_are_sound(filled: Page, site: str) -> None:
    watch = Watch(filled, site)
    found = list(faults(filled, scripts=True))
    scripted.lose_answers(filled, PATH, 2)
    exchange(filled)
    expect(filled.get_by_role("heading", name=UNFINISHED)).to_be_visible()
    found += faults(filled, scripts=True)
    person.press(filled, "Send again")
    scripted.heading(filled, DONE)
    found += faults(filled, scripts=True)
    assert found + watch.taken() == []


def test_a_pasted_line_is_exchanged_and_offered_as_a_file(
    context: BrowserContext, site: str, window: Window, tmp_path: Path, page: Page
) -> None:
    line = person.line_for(person.sign_up(page, site), LAB)
    tab = context.new_page()
    open_page(tab, site)
    tab.get_by_label("Your credential for this lab").fill(line)
    exchange(tab)
    expect(tab.get_by_text("This browser does not keep it.")).to_be_visible()
    shown = tab.get_by_label("Your verified line").input_value()
    # Nothing of the mail is left, and the line survives a reload until it lies somewhere else.
    assert "Candidate" not in tab.evaluate("JSON.stringify(sessionStorage)")
    assert base64.b64encode(b"Candidate").decode()[:8] not in tab.evaluate(
        "JSON.stringify(sessionStorage)"
    )
    tab.reload()
    assert tab.get_by_label("Your verified line").input_value() == shown
    with tab.expect_download() as started:
        tab.get_by_role("button", name="Save the line as a text file").click()
    started.value.save_as(tmp_path / "line.txt")
    assert (tmp_path / "line.txt").read_text() == f"{shown}\n"
    tab.reload()
    expect(tab.get_by_label(HEADERS)).to_be_visible()


def test_a_sheet_read_from_a_file_is_offered_with_the_new_line_in_it(
    context: BrowserContext, site: str, window: Window, tmp_path: Path, page: Page
) -> None:
    sheet = person.sign_up(page, site)
    (tmp_path / "sheet.txt").write_text(sheet)
    tab = context.new_page()
    open_page(tab, site)
    tab.get_by_label("Your sheet, as the file you saved").set_input_files(tmp_path / "sheet.txt")
    tab.get_by_label(SENDER).select_option(label=LAB)
    exchange(tab)
    scripted.heading(tab, DONE)
    with tab.expect_download() as started:
        tab.get_by_role("button", name="Save the sheet with it as a text file").click()
    started.value.save_as(tmp_path / "new.txt")
    shown = tab.get_by_label("Your verified line").input_value()
    assert (tmp_path / "new.txt").read_text() == sheet.replace(person.line_for(sheet, LAB), shown)


def test_a_file_that_holds_both_lines_pays_with_the_verified_one(
    filled: Page, context: BrowserContext, sheet: str, site: str, tmp_path: Path
) -> None:
    exchange(filled)
    shown = filled.get_by_label("Your verified line").input_value()
    (tmp_path / "both.txt").write_text(f"{shown}\n{sheet}")
    filled.evaluate("localStorage.removeItem('leverage-sheet')")
    scripted.fill_log(filled, site, LAB, TOLD)
    filled.get_by_label("Your sheet, as the file you saved").set_input_files(tmp_path / "both.txt")
    person.send(filled)
    scripted.heading(filled, "It is stored")
