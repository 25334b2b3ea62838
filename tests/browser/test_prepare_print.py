"""The composer on paper: the draft and the replies, on a page or two, and nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.composer import ASKS, choose, letter_of, open_composer, scripted

pytestmark = pytest.mark.browser

NOT_PRINTED = (
    "Skip to the text",
    "Tallies",
    "I am turning it down",
    "That is not so",
    "Your choices",
    "First ask",
    "In your own words",
    "You can change the text",
    "Copy",
    "What happens to this",
    "Already in place",
    "Afterwards",
)
KINDS = ("An e-mail to the recruiter", "Notes for a call")


@pytest.mark.parametrize("kind", KINDS)
def test_draft_and_replies_are_printed_and_nothing_else(
    kind: str, browser: Browser, site: str
) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, *ASKS)
        page.get_by_label(kind).check()
        assert_printed(page, letter_of(page))


@pytest.mark.parametrize("kind", KINDS)
def test_so_it_is_without_scripts(kind: str, page: Page, site: str) -> None:
    open_composer(page, site)
    choose(page, *ASKS)
    page.get_by_label(kind).check()
    page.get_by_role("button", name="Write the draft").click()
    assert_printed(page, page.locator("#letter").inner_text())


def assert_printed(page: Page, letter: str) -> None:
    """Look at the page as a printer does."""
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert " ".join(letter.split()) in " ".join(printed.split())
    assert printed.count("“") >= 8
    assert "“We already do that.”" in printed
    assert [words for words in NOT_PRINTED if words in printed] == []
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert pages in {1, 2}
