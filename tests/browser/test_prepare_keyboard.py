"""The composer by keyboard alone on a small screen, as a screen reader is told of it, and to axe."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import NARROW
from tests.browser.composer import ASKS, PRAISED, choose, open_composer, scripted
from tests.browser.soundness import faults

pytestmark = pytest.mark.browser

MANY = 80  # Presses of one key after which something is out of reach.
CONTROLS = {"button", "link", "textbox", "combobox", "radio", "checkbox"}
STAGES = ("offer_received", "declining", "accepting")


def focused(page: Page) -> str:
    """Return the id of what has the focus, or its words; it must never be nothing."""
    found: str = page.evaluate(
        "(({ id, tagName, innerText }) => id || (tagName === 'BODY' ? '' : innerText))"
        "(document.activeElement)"
    )
    assert found, "the focus fell back to the page"
    return found


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until `wanted` has the focus."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        if focused(page) == wanted:
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def arrow_to(page: Page, value: str) -> None:
    """Press the arrow down until the focused list stands at `value`."""
    for _ in range(MANY):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
        focused(page)
    raise AssertionError(f"the arrow does not lead to {value}")


def test_from_the_gate_to_a_copied_draft_by_keyboard(browser: Browser, site: str) -> None:
    granted = ["clipboard-read", "clipboard-write"]
    with scripted(browser, viewport=NARROW, permissions=granted) as page:
        page.goto(f"{site}/prepare/offer_received/")
        page.keyboard.press("Tab")
        tab_to(page, "Yes, I hold the offer")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        tab_to(page, "id_lab")
        arrow_to(page, "openai")
        tab_to(page, "id_kind_0")
        for number, slug in enumerate(ASKS, start=1):
            tab_to(page, f"id_ask_{number}")
            arrow_to(page, slug)
        tab_to(page, "id_register_0")
        page.keyboard.press("ArrowDown")
        assert focused(page) == "id_register_1"
        tab_to(page, "Go to the draft")
        page.keyboard.press("Enter")
        assert focused(page) == "draft-title"
        tab_to(page, "letter")
        tab_to(page, "copy")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Hello [name],\n\nThank you for the offer.")
    assert "\n\n3. " in copied


def test_the_focus_stays_where_a_text_was_kept_or_replaced(browser: Browser, site: str) -> None:
    with scripted(browser, viewport=NARROW) as page:
        open_composer(page, site)
        choose(page, ASKS[0])
        for act in ("keep", "anew", "restore"):
            page.locator("#letter").press("x")
            if act != "restore":
                page.locator("#id_length input:not(:checked)").check()
            page.locator(f"#{act}").focus()
            page.keyboard.press("Enter")
            assert focused(page) == "letter"


@pytest.mark.parametrize("stage", STAGES)
def test_everything_has_a_name_and_headings_stand_in_order(
    stage: str, browser: Browser, site: str
) -> None:
    with scripted(browser) as page:
        open_composer(page, site, stage)
        choose(page, *(PRAISED if stage == "accepting" else ASKS))
        nodes = tree(page)
        main = page.locator("main")
        levels = main.locator(":is(h1, h2, h3):visible").evaluate_all(
            "found => found.map(heading => Number(heading.tagName[1]))"
        )
        expect(page.get_by_role("textbox", name="Your draft")).to_have_attribute("lang", "en")
    named = [(role, name) for role, name in nodes if role in CONTROLS]
    assert len(named) > 20
    assert [(role, name) for role, name in named if not name] == []
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def tree(page: Page) -> list[tuple[str, str]]:
    """Return role and name of everything that assistive technology is told of."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        (node["role"]["value"], node.get("name", {}).get("value", ""))
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("stage", STAGES)
def test_no_state_of_the_composer_has_a_fault(stage: str, browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        page.goto(f"{site}/prepare/{stage}/")
        found = {"gate": list(faults(page, scripts=True))}
        open_composer(page, site, stage)
        found["empty"] = list(faults(page, scripts=True))
        page.locator("#make button").click()
        page.get_by_label("A sentence of your own").fill("x" * 601)
        found["errors"] = list(faults(page, scripts=True))
        choose(page, *(PRAISED if stage == "accepting" else ASKS))
        page.locator("#letter").press("x")
        page.get_by_label("Short").check()
        found["changed"] = list(faults(page, scripts=True))
        page.get_by_role("button", name="Write it anew").click()
        found["draft"] = list(faults(page, scripts=True))
    assert [state for state in found.items() if state[1]] == []
