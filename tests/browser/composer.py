"""The composer as a person with scripts meets it, for the tests of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from playwright.sync_api import Browser, Page

from tests.browser import person
from tests.browser.chromium import DESKTOP, PATIENCE

LAB = "openai"
ASKS = ("staff-alignment-team", "windfall-or-benefit-sharing", "weights-release-policy")
PRAISED = ("whistleblower-policy-public", "security-audits-bounty", "model-spec-publication")


@contextmanager
def scripted(browser: Browser, **options: Any) -> Iterator[Page]:
    """Give a page in which scripts run; nothing may be said on the console or thrown."""
    options = {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
    with browser.new_context(**options) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert complaints == []


def open_composer(page: Page, site: str, stage: str = "offer_received") -> None:
    """Say yes at the gate of a stage."""
    words = {"declining": "Yes, and I am turning it down", "accepting": "Yes, and I am taking it"}
    page.goto(f"{site}/prepare/{stage}/")
    person.press(page, words.get(stage, "Yes, I hold the offer"))


def choose(page: Page, *asks: str, lab: str = LAB) -> None:
    """Choose a lab and asks by their slugs."""
    page.get_by_label(_("Lab"), exact=True).select_option(lab)
    for number, slug in enumerate(asks, start=1):
        page.locator(f"#id_ask_{number}").select_option(slug)


def letter_of(page: Page) -> str:
    """Return the draft as it stands."""
    return page.get_by_role("textbox", name=_("Your draft")).inner_text()
