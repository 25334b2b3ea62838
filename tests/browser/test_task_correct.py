"""From the home page to a correction that is with the curators, by keyboard alone.

What a correction consists of takes four steps: which lab, what is wrong, where it is shown, sending it.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import person
from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser

MOST_STEPS = 5
MOST_STEPS_FROM_A_LAB = 7


@pytest.fixture
def walker(page: Page, site: str) -> Keyboard:
    """Return somebody on the home page who has only a keyboard, and no scripts."""
    page.goto(site)
    return Keyboard(page)


def test_a_claim_is_corrected_from_any_page(walker: Keyboard) -> None:
    walker.press("Suggest a correction")
    walker.choose("Lab", "Anthropic")
    tell(walker)
    assert walker.steps <= MOST_STEPS


def test_a_claim_is_corrected_from_the_page_of_its_lab(walker: Keyboard) -> None:
    walker.press("Labs")
    walker.press("Anthropic")
    walker.press("Suggest a correction")
    expect(walker.page.get_by_label("Lab", exact=True)).to_have_value("anthropic")
    walker.choose("Ask (optional)", "Right to Warn principles")
    tell(walker)
    assert walker.steps <= MOST_STEPS_FROM_A_LAB


def tell(walker: Keyboard) -> None:
    """Say what is wrong and where it is shown, and send it."""
    walker.write("What is wrong", "The policy was published in May.")
    walker.write("Link that shows it (optional)", "https://example.org/policy")
    walker.press("Send")
    expect(walker.page.get_by_role("heading", level=1)).to_have_text(
        "Your suggestion is with the curators"
    )
    assert len(person.words_of(walker.page)) == 4
