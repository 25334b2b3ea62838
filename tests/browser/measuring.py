"""What a browser can measure of a page: `measure.js`, put into it, and the settings of readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser.chromium import DESKTOP, NARROW

Measure = Literal["sideways", "clipped", "overlaps", "targets"]
_SCRIPT = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
# A screen of 1280 x 1024 at 400 %.
ZOOMED = ViewportSize(width=320, height=256)


@dataclass(frozen=True)
class Setting:
    """How somebody reads: the size of the window, of the text, and the direction of writing."""

    name: str
    size: ViewportSize
    direction: str = "ltr"
    text: int = 100


SETTINGS = (
    Setting("wide", DESKTOP),
    Setting("400 % zoom", ZOOMED),
    Setting("200 % text", DESKTOP, text=200),
    Setting("200 % text on a phone", NARROW, text=200),
    Setting("right to left, wide", DESKTOP, direction="rtl"),
    Setting("right to left, narrow", NARROW, direction="rtl"),
)


def measure(page: Page, name: str) -> Any:
    """Return what a measure says of the page as it stands."""
    page.evaluate(_SCRIPT)
    return page.evaluate(f"measure.{name}()")


def set_text_size(page: Page, percent: int) -> None:
    """Do what a person does in the settings of the browser: media queries in em follow too."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
    session.send("Page.setFontSizes", {"fontSizes": sizes})


def layout_faults(context: BrowserContext, address: str) -> Iterator[str]:
    """Name what scrolls sideways, is cut off, overlaps or is too small to hit, for every setting."""
    for setting in SETTINGS:
        page = context.new_page()
        page.set_viewport_size(setting.size)
        if setting.text != 100:
            set_text_size(page, setting.text)
        page.goto(address)
        page.evaluate(
            "direction => { document.documentElement.dir = direction }", setting.direction
        )
        for name in ("sideways", "clipped", "overlaps", "targets"):
            for fault in measure(page, name):
                yield f"{setting.name}, {name}: {fault}"
        page.close()


def focus_faults(page: Page, most: int = 400) -> Iterator[str]:
    """Go through the page by the tab key, and name each stop that cannot be seen."""
    page.evaluate(_SCRIPT)
    for _stop in range(most):
        page.keyboard.press("Tab")
        if (found := page.evaluate("measure.focus()")) is None:
            return
        yield from (f"{fault}: {found['name']}" for fault in found["faults"])
    raise AssertionError("the tab key does not leave the page")
