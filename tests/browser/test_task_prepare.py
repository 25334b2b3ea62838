"""The task "prepare the call": from the home page to notes for a call, by keyboard, in four steps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.composer import scripted
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

LAB = "OpenAI"
MOST_STEPS = 4
CUE = "(Wait for their yes.)"


def to_the_composer(page: Page, site: str) -> Keyboard:
    """Say on the home page which lab made the offer, and go on to notes for a call."""
    page.goto(site)
    keys = Keyboard(page)
    keys.choose("Which lab made you the offer?", LAB)
    keys.press("I hold this offer: show what to ask")
    keys.tick(
        "An e-mail to the recruiter"
    )  # The one of its group that the tab key reaches; it is on already.
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Notes for a call")).to_be_checked()
    return keys


def assert_finished(page: Page, keys: Keyboard) -> None:
    """Look at the notes: three asks, and directions to the speaker."""
    letter = page.locator("#letter")
    expect(letter).to_contain_text("three things I am still unsure about")
    expect(letter).to_contain_text(CUE.strip("()"))
    expect(page.locator(".slot-facts .in-focus")).to_have_count(3)
    expect(page.get_by_role("heading", name="Your draft")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="If they say")).to_be_visible()
    assert keys.steps <= MOST_STEPS


def test_notes_for_a_call_take_four_steps_without_scripts(page: Page, site: str) -> None:
    keys = to_the_composer(page, site)
    keys.press("Prepare with these")
    assert page.url.endswith("/prepare/offer_received/#written")
    assert_finished(page, keys)


def test_notes_for_a_call_take_four_steps_with_scripts(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        keys = to_the_composer(page, site)
        keys.press("Prepare with these", leads=False)
        expect(page.locator("#draft-title")).to_be_focused()
        assert_finished(page, keys)
        expect(page.get_by_role("button", name="Prepare with these")).to_be_hidden()


@pytest.mark.parametrize("scripts", [False, True])
def test_the_enter_key_in_the_form_leads_to_no_other_stage(
    scripts: bool, browser: Browser, site: str
) -> None:
    with browser.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        keys = to_the_composer(page, site)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Choose the ask that matters most to you.").first).to_be_visible()
        expect(page).to_have_url(f"{site}/prepare/offer_received/{'' if scripts else '#written'}")
    assert keys.steps < MOST_STEPS
