"""What somebody does who wants to know what labs answer: read one lab's numbers, and cite one of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from outcomes.models import Release
from tests.browser.keyboard import Keyboard
from tests.outcomes.factories import NO_GAG, SAFETY_CASES, SOUTH
from tests.outcomes.published import publish, window_named

pytestmark = pytest.mark.browser

TO_READ = 2
TO_CITE = 3
COUNTS = {SOUTH: {SAFETY_CASES: (31, 18, 2), NO_GAG: (40, 6, 12)}}


@pytest.fixture
def release(site: str) -> Release:
    """Return a release with numbers for the second of its labs, which no first page pictures alone."""
    return publish(window_named("2025H1", 2025), COUNTS, {SOUTH: 118})


def test_a_lab_s_tallies_are_two_steps_from_home(page: Page, site: str, release: Release) -> None:
    page.goto(site)
    person = Keyboard(page)
    person.press("Tallies")
    person.press("South Lab")
    expect(page.get_by_role("heading", name="South Lab: about 118 conversations")).to_be_visible()
    expect(page.get_by_role("row", name="Safety cases")).to_contain_text("31")
    assert person.steps <= TO_READ


def test_a_number_is_cited_with_all_that_belongs_to_it(
    page: Page, site: str, release: Release
) -> None:
    page.goto(site)
    person = Keyboard(page)
    person.press("Tallies")
    person.press("South Lab")
    person.press("Cite one of these numbers", leads=False)
    citation = page.get_by_role("listitem").filter(has_text="“Safety cases”: yes 31 (")
    for part in (
        "South Lab, ",
        "raised about 51 times (",
        "Out of about 118 conversations (",
        "Each range holds the true number 19 times in 20.",
        f"Leverage, release 2025H1, {site}/tallies/2025H1/?lab=south-lab, licence CC-BY-4.0.",
    ):
        expect(citation).to_contain_text(part)
    assert person.steps <= TO_CITE
