"""Refused forms in a real browser: nothing typed is lost, and the reader is taken to the reasons."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import person
from tests.browser.states import NOTHING

pytestmark = pytest.mark.browser

LAB, ASK = "Anthropic", "No gag clauses or equity ties"
SAID = "They asked me to explain more"


def test_a_refused_log_keeps_what_was_typed_and_moves_the_focus(
    ready_keys: None, page: Page, site: str
) -> None:
    line = "Anthropic: lvg1.cut-short"
    person.fill_log(page, site, LAB, [(ASK, SAID), (ASK, SAID)], line)
    person.send(page)

    expect(page).to_have_title("Error: Log a conversation · Leverage")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("I hold an offer from this lab, or held one")).to_be_checked()
    expect(_chosen(page, "Lab")).to_have_text(LAB)
    expect(_chosen(page, "First ask")).to_have_text(ASK)
    expect(_chosen(page, "Second ask (optional)")).to_have_text(ASK)
    answers = page.get_by_label("What they said").locator("option:checked")
    expect(answers).to_have_text([SAID, SAID, "Choose what they said"])
    expect(page.get_by_label("Your credential for this lab")).to_have_value(line)


def test_each_reason_leads_to_its_field(ready_keys: None, page: Page, site: str) -> None:
    page.goto(f"{site}/log/")
    person.send(page)
    for link in page.locator(".error-summary a").all():
        link.click()
        field = page.locator(link.get_attribute("href") or "")
        expect(field).to_be_visible()
        expect(field).to_have_attribute("aria-invalid", "true")
        described = field.get_attribute("aria-describedby") or ""
        reasons = [page.locator(f"#{name}").inner_text() for name in described.split()]
        assert f"Error: {link.inner_text()}" in reasons


def test_refused_words_of_a_receipt_stay(ready_keys: None, page: Page, site: str) -> None:
    typed = NOTHING.replace("abacus", "abakus", 1)
    person.open_receipt(page, site, typed.split())
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Your eight words")).to_have_value(typed)


def _chosen(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label, exact=True).locator("option:checked")
