"""The task "log what happened": from the home page to the eight words, by keyboard, in six steps."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from outcomes.models import Entry, Window
from tests.browser import person, scripted
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

LAB = "Anthropic"
TOLD = ("Whistleblowing policy in public", "They said they will consider it")
MOST_STEPS = 6


def log(page: Page, site: str) -> Keyboard:
    """Walk from the home page to the button that sends, and press it."""
    page.goto(site)
    keys = Keyboard(page)
    keys.press("Log")
    keys.tick("I hold an offer from this lab, or held one")
    keys.choose("Lab", LAB)
    keys.choose("1 First ask", TOLD[0])  # The number is drawn, not read out.
    keys.choose("What they said", TOLD[1])
    keys.press("Seal and send", leads=False)
    return keys


def test_logging_takes_six_steps_with_a_sheet_in_the_browser(
    site: str, context: BrowserContext, window: Window
) -> None:
    scripted.kept_sheet(context, window)
    page = context.new_page()
    keys = log(page, site)
    scripted.heading(page, "It is stored")
    assert keys.steps <= MOST_STEPS
    assert len(person.words_of(page)) == 8
    assert Entry.objects.count() == 1
    expect(page.locator("h1:visible")).to_be_focused()
