"""Search as you type in a real browser, under the site's own content policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import DESKTOP, PATIENCE, PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """Return a wide page in which scripts run; the test fails for anything the console complains of."""
    with browser.new_context(viewport=DESKTOP) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert complaints == []


def test_results_follow_the_keys_and_the_address_follows_too(scripted: Page, site: str) -> None:
    scripted.goto(f"{site}/asks/?effort=low")
    scripted.locator("#q-w").press_sequentially("wistleblower")
    expect(scripted.locator("#found")).to_contain_text("Showing “whistleblower”.")
    expect(scripted.locator("#found mark").first).to_contain_text("whistleblow")
    expect(scripted).to_have_url(f"{site}/asks/?q=wistleblower&effort=low")
    expect(scripted.locator("#q-w")).to_be_focused()
    expect(scripted.locator("#q-n")).to_have_value("wistleblower")
    expect(scripted.locator("#live-w select[name=order] option").first).to_have_text("Best match")


def test_the_count_is_announced_politely(scripted: Page, site: str) -> None:
    scripted.goto(f"{site}/asks/")
    status = scripted.get_by_role("status")
    expect(status).to_be_empty()
    scripted.locator("#q-w").press_sequentially("kyc")
    expect(status).to_have_text(re.compile(r"^1 of \d+ asks$"))


def test_going_back_leaves_the_list_and_not_each_letter(scripted: Page, site: str) -> None:
    scripted.goto(f"{site}/labs/")
    scripted.goto(f"{site}/asks/")
    scripted.locator("#q-w").press_sequentially("pause")
    expect(scripted).to_have_url(f"{site}/asks/?q=pause")
    scripted.go_back()
    expect(scripted).to_have_url(f"{site}/labs/")


def test_the_key_leads_to_the_search_and_can_be_turned_off(scripted: Page, site: str) -> None:
    scripted.goto(f"{site}/asks/")
    scripted.keyboard.press("/")
    field = scripted.locator("#q-w")
    expect(field).to_be_focused()
    field.press_sequentially("a/b")
    expect(field).to_have_value("a/b")
    scripted.get_by_role("button", name="Turn this key off").click()
    scripted.keyboard.press("/")
    expect(field).not_to_be_focused()


def test_ticks_survive_new_results_and_lead_to_the_comparison(scripted: Page, site: str) -> None:
    scripted.goto(f"{site}/asks/?q=whistleblow")
    boxes = scripted.locator("#found input[name=ask]")
    slug = boxes.first.get_attribute("value")
    boxes.first.check()
    scripted.locator("#q-w").press("End")
    scripted.locator("#q-w").press_sequentially("ing")
    expect(scripted).to_have_url(f"{site}/asks/?q=whistleblowing")
    expect(scripted.locator(f"#found input[value={slug}]")).to_be_checked()
    scripted.locator("#found input[name=ask]:not(:checked)").first.check()
    scripted.get_by_role("button", name="Compare the ticked asks").click()
    expect(scripted.locator("h1")).to_have_text("Compare asks")
    expect(scripted.locator("table.beside thead th")).to_have_count(3)


def test_on_a_phone_the_key_opens_the_fold(browser: Browser, site: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{site}/asks/")
        page.keyboard.press("/")
        expect(page.locator("#q-n")).to_be_focused()


def test_without_scripts_the_button_does_it_and_no_key_is_promised(page: Page, site: str) -> None:
    page.goto(f"{site}/asks/")
    expect(page.get_by_text("Press / to search.")).to_have_count(0)
    page.locator("#q-w").fill("kyc")
    page.get_by_role("button", name="Apply").first.click()
    expect(page).to_have_url(f"{site}/asks/?q=kyc&lab=&position=&topic=&order=")
    expect(page.locator("#found mark").first).to_have_text("KYC")
