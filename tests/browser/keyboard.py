"""A person who has only a keyboard, and counts what it takes."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

# More stops than any page has: who has not arrived by then goes round in circles.
MOST_STOPS = 400


class Keyboard:
    """Does what a person without a mouse does, and nothing else.

    `steps` counts as a person would: one for each link or button that was activated, and one for each
    field that was filled or chosen. Moving about costs nothing, but has to be possible.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def press(self, name: str, *, nth: int = 0, leads: bool = True) -> None:
        """Activate the `nth` link or button of that name, or what unfolds more under it.

        The page that it leads to is there afterwards; `leads=False` for what stays on this page, or is done by
        a script.
        """
        link = self.page.get_by_role("link", name=name, exact=True)
        button = self.page.get_by_role("button", name=name, exact=True)
        fold = self.page.locator("summary").filter(has_text=re.compile(f"^{re.escape(name)}$"))
        self._go_to(link.or_(button).or_(fold).nth(nth))
        self.steps += 1
        if not leads:
            self.page.keyboard.press("Enter")
            return
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, label: str, option: str, *, nth: int = 0) -> None:
        """Choose the option of the `nth` select of that name by typing what is written on it."""
        field = self._field(label).nth(nth)
        self._go_to(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)
        self.steps += 1

    def tick(self, label: str) -> None:
        """Tick a box, or choose one of several by the space bar."""
        field = self._field(label)
        self._go_to(field)
        self.page.keyboard.press("Space")
        expect(field).to_be_checked()
        self.steps += 1

    def write(self, label: str, text: str) -> None:
        """Fill a field."""
        field = self._field(label)
        self._go_to(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        expect(field).to_have_value(text)
        self.steps += 1

    def _field(self, label: str) -> Locator:
        """Return the field of that label; a form that stands there twice shows itself once."""
        return self.page.get_by_label(label, exact=True).filter(visible=True)

    def _go_to(self, target: Locator) -> None:
        """Move the focus there by the tab key alone: forwards, from where it is."""
        target.wait_for()
        for _stop in range(MOST_STOPS):
            if _has_focus(target):
                _see_focus(target)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the tab key does not reach {target}")


def _has_focus(target: Locator) -> bool:
    # Of a group of which one can be chosen, the tab key reaches one; the arrows reach the others.
    return bool(target.evaluate("element => element === document.activeElement"))


def _see_focus(target: Locator) -> None:
    """Make sure that what has the focus shows it, and stands in the window."""
    outline = target.evaluate("element => parseFloat(getComputedStyle(element).outlineWidth)")
    assert outline >= 2, f"no visible focus on {target}"
    expect(target).to_be_in_viewport()
