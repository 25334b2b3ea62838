"""The task "find three asks for a lab", from the home page and with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from asks.models import Lab
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

MOST_STEPS = 3
THREE = 3
LAB = "Anthropic"


@pytest.fixture
def keyboard(page: Page, site: str) -> Keyboard:
    """Return somebody with a keyboard who has just opened the home page."""
    page.goto(site)
    return Keyboard(page)


def in_focus(page: Page) -> Locator:
    """Return the titles of the asks in focus at a lab."""
    section = page.locator("section").filter(
        has=page.get_by_role("heading", name="In focus at", exact=False)
    )
    return section.locator("h3")


def test_the_page_of_a_lab_begins_with_three_asks(page: Page, keyboard: Keyboard) -> None:
    keyboard.press("Labs")
    keyboard.press(LAB)
    expect(in_focus(page)).to_have_count(THREE)
    assert keyboard.steps <= MOST_STEPS


def test_the_list_of_asks_shows_them_first_once_the_lab_is_chosen(
    page: Page, keyboard: Keyboard
) -> None:
    keyboard.press("Asks")
    keyboard.choose("Lab", LAB)
    keyboard.press("Apply")
    expect(in_focus(page)).to_have_count(THREE)
    assert keyboard.steps <= MOST_STEPS


def test_both_ways_lead_on_to_the_same_draft(page: Page, keyboard: Keyboard, site: str) -> None:
    drafts = []
    for start in ("/labs/anthropic/", "/asks/?lab=anthropic"):
        page.goto(f"{site}{start}")
        keyboard.press("I hold this offer: prepare with these")
        drafts.append(page.locator("#letter").inner_text())
    assert drafts[0] == drafts[1]


def test_every_lab_has_three_asks_to_find(page: Page, site: str) -> None:
    for slug in Lab.objects.values_list("slug", flat=True):
        page.goto(f"{site}/labs/{slug}/")
        expect(in_focus(page)).to_have_count(THREE)


def test_what_was_found_is_printed_and_the_controls_are_not(page: Page, site: str) -> None:
    page.goto(f"{site}/asks/?lab=anthropic")
    page.emulate_media(media="print")
    expect(in_focus(page).first).to_be_visible()
    expect(page.get_by_role("checkbox").filter(visible=True)).to_have_count(0)
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)
