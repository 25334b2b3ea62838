"""What is wrong with the page that a browser shows: to be read by anybody, from here alone, whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser.chromium import DESKTOP, NARROW

_AXE = Axe().axe_script
_RUN_AXE = "async options => (await axe.run(document, options)).violations"
_STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
_COLOURS = ["color-contrast", "link-in-text-block"]
# Light and dark differ in colours alone, so that only the rules about those run in both.
_RULES: dict[Literal["light", "dark"], list[str]] = {"light": _STANDARD, "dark": _COLOURS}


class Watch:
    """Notes what a page does behind its face: remarks of the browser, requests elsewhere."""

    def __init__(self, page: Page, site: str) -> None:
        self._site = site
        self._noted: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._noted.append(f"script: {error}"))
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def taken(self) -> list[str]:
        """Return what was noted since the last call."""
        noted, self._noted = self._noted, []
        return noted

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser remarks on refusals by status too; `_on_response` judges those.
        refusal = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not refusal:
            self._noted.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self._site}/"):
            self._noted.append(f"request elsewhere: {request.url}")

    def _on_response(self, response: Response) -> None:
        # What a person or a script asked for may be refused; what a page is made of may not be missing.
        asked = response.request.is_navigation_request() or response.request.method == "POST"
        if response.status >= (500 if asked else 400):
            self._noted.append(f"answer {response.status}: {response.url}")


def faults(page: Page, *, scripts: bool) -> Iterator[str]:
    """Name every fault of a page, narrow and wide, light and dark."""
    yield from _frame_faults(page)
    if scripts:
        page.evaluate(_AXE)
    for size in (NARROW, DESKTOP):
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"scrolls sideways at {size['width']} px"
        # These checks run inside the page, so they need scripts.
        for scheme, rules in _RULES.items() if scripts else ():
            page.emulate_media(color_scheme=scheme)
            for found in page.evaluate(_RUN_AXE, {"runOnly": rules, "resultTypes": ["violations"]}):
                places = [node["target"] for node in found["nodes"]]
                yield f"{scheme}, {size['width']} px: {found['id']} at {places}"


def _frame_faults(page: Page) -> Iterator[str]:
    for name in ("h1", "main"):
        if (count := page.locator(name).count()) != 1:
            yield f"{count} of {name}"
    if not page.locator("html").get_attribute("lang"):
        yield "no language"
    if not page.title().removesuffix("· Leverage").strip():
        yield "no title"
