"""The vault in a real browser: filled on one device, opened on another, and nothing said to us."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from leverage.models import User, Vault
from leverage.vaults import vault_content
from outcomes.models import Window
from tests.browser import person, scripted, vaults
from tests.browser.chromium import PATIENCE
from tests.browser.vaults import page, sheet

__all__ = ["page", "sheet"]

pytestmark = pytest.mark.browser

WRONG = "This does not open the vault. Nothing is lost"


# -- Two devices -------------------------------------------------------------------------------------------


def test_a_fresh_sheet_goes_into_the_vault_and_comes_out_on_a_second_device(
    browser: Browser, context: BrowserContext, site: str, window: Window
) -> None:
    first = context.new_page()
    sheet = scripted.sign_up(first, site)
    words = vaults.draw_words(first)
    assert not Vault.objects.exists()
    first.get_by_role("button", name="I have them: put it in").click()
    expect(first.get_by_role("heading", name="The vault holds your sheet")).to_be_focused()
    person.sign_out(first)
    with browser.new_context() as elsewhere:
        elsewhere.set_default_timeout(PATIENCE)
        second = elsewhere.new_page()
        vaults.sign_in(second, site, User.objects.get().username)
        vaults.visit(second, site)
        expect(second.get_by_text(vaults.HELD)).to_be_visible()
        numbered = [f"{number}. {word.upper()}," for number, word in enumerate(words, start=1)]
        vaults.type_words(second, numbered)
        assert vaults.opened(second) == sheet
        scripted.keep(second)
        second.goto(f"{site}/log/")
        expect(second.get_by_text("Your sheet is in this browser.")).to_be_visible()


def test_the_opened_sheet_is_saved_as_a_file_and_closed_again(
    page: Page, site: str, sheet: str, tmp_path: Path
) -> None:
    vaults.type_words(page, vaults.put(page, site))
    vaults.opened(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as a text file").click()
    started.value.save_as(tmp_path / "sheet.txt")
    assert (tmp_path / "sheet.txt").read_text() == sheet
    page.get_by_role("button", name="Close it").click()
    expect(page.locator("textarea")).to_have_count(0)
    assert page.get_by_label("Your six words").input_value() == ""


# -- Ways in which it does not work --------------------------------------------------------------------------


def test_wrong_words_are_told_kindly_and_the_right_ones_still_open_it(
    page: Page, site: str, sheet: str
) -> None:
    words = vaults.put(page, site)
    before = vault_content(User.objects.get())
    for wrong in ([*words[1:], words[0]], ["abacus"] * 6, words[:5], ["a passphrase of my own"]):
        vaults.type_words(page, wrong)
        vaults.told(page, WRONG)
        expect(page.get_by_label("Your six words")).to_be_focused()
        assert page.get_by_label("Your six words").input_value() == " ".join(wrong)
    vaults.type_words(page, [])
    vaults.told(page, "Type the six words of your vault.")
    assert vault_content(User.objects.get()) == before
    vaults.type_words(page, words)
    assert vaults.opened(page) == sheet


def test_stopping_before_the_words_are_written_down_puts_nothing_in(page: Page) -> None:
    vaults.draw_words(page)
    page.get_by_role("button", name="Stop, put nothing in").click()
    expect(page.locator("ol.receipt:visible")).to_have_count(0)
    assert not Vault.objects.exists()


def test_without_an_answer_the_words_stay_and_the_same_file_is_sent_again(
    page: Page, site: str, sheet: str
) -> None:
    words = vaults.draw_words(page)
    page.route(f"**{vaults.PATH}", lambda route: route.abort())
    button = page.get_by_role("button", name="I have them: put it in")
    button.click()
    vaults.told(page, "No answer came, or you are signed out.")
    assert not Vault.objects.exists()
    page.unroute(f"**{vaults.PATH}")
    button.click()
    expect(page.get_by_text("The vault holds your sheet now.")).to_be_visible()
    vaults.type_words(page, words)
    assert vaults.opened(page) == sheet


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"Notes about something else", "No whole line of a sheet is in that file."),
        (b"North Lab: lvg1.AAAA", "No whole line of a sheet is in that file."),
        (None, "That file is larger than a vault."),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_on_the_device(
    page: Page, sheet: str, contents: bytes | None, said: str
) -> None:
    given = sheet.encode() + b"x" * 50_000 if contents is None else contents
    file = FilePayload(name="sheet.txt", mimeType="text/plain", buffer=given)
    page.get_by_label("Your sheet, as the file you saved").set_input_files(file)
    page.get_by_role("button", name="Lock it with six words").click()
    vaults.told(page, said)
    assert not Vault.objects.exists()


def test_without_sheet_and_file_the_page_asks_for_one(
    browser: Browser, site: str, sheet: str
) -> None:
    with browser.new_context() as cleared:
        vaults.sign_in_as(cleared, site, User.objects.get())
        page = cleared.new_page()
        vaults.visit(page, site)
        page.get_by_role("button", name="Lock it with six words").click()
        vaults.told(page, "Choose the file of your sheet.")


def test_a_damaged_file_is_told_from_wrong_words(page: Page, site: str) -> None:
    words = vaults.put(page, site)
    held = Vault.objects.get()
    file = bytes(held.ciphertext)
    held.ciphertext = file[:-1] + bytes([file[-1] ^ 1])
    held.save()
    vaults.type_words(page, words)
    vaults.told(page, "its file is damaged")


# -- Replaced and emptied ----------------------------------------------------------------------------------


def test_replacing_takes_new_words_and_the_old_ones_open_nothing(
    page: Page, site: str, sheet: str
) -> None:
    first = vaults.put(page, site)
    second = vaults.put(page, site)
    assert Vault.objects.count() == 1
    assert first != second
    vaults.type_words(page, first)
    vaults.told(page, WRONG)
    vaults.type_words(page, second)
    assert vaults.opened(page) == sheet


def test_emptying_needs_a_tick_and_works_without_scripts(
    browser: Browser, page: Page, site: str
) -> None:
    vaults.put(page, site)
    with browser.new_context(java_script_enabled=False) as bare:
        vaults.sign_in_as(bare, site, User.objects.get())
        plain = bare.new_page()
        plain.goto(f"{site}{vaults.PATH}")
        expect(plain.get_by_text("That needs scripts and a recent browser")).to_be_visible()
        expect(plain.get_by_role("button", name=re.compile("Lock it|Open it"))).to_have_count(0)
        person.press(plain, "Empty the vault")
        expect(plain.get_by_role("alert")).to_contain_text("Tick the box to empty the vault.")
        assert Vault.objects.count() == 1
        plain.get_by_label("Empty it. I know that nobody").check()
        person.press(plain, "Empty the vault")
        expect(plain.get_by_text("The vault is empty now.")).to_be_visible()
    assert not Vault.objects.exists()


def test_putting_in_and_opening_work_at_the_keyboard(page: Page, site: str, sheet: str) -> None:
    page.get_by_role("button", name="Lock it with six words").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Write down")).to_be_focused(timeout=vaults.STRETCHING)
    words = page.locator("ol.receipt:visible li").all_inner_texts()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(scripted.READY)).to_have_count(1)
    page.get_by_label("Your six words").focus()
    page.keyboard.type(" ".join(words))
    page.keyboard.press("Enter")
    assert vaults.opened(page) == sheet
