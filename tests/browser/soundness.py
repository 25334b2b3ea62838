"""What is wrong with the page that a browser shows: to be read by anybody, from here alone, whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser import artefacts, axe
from tests.browser.chromium import DESKTOP, NARROW
from tests.browser.measuring import measure

_LOOK = (Path(__file__).parent / "page_faults.js").read_text("utf-8")
_RULES: dict[Literal["light", "dark"], tuple[str, ...]] = {
    "light": axe.STANDARD,
    "dark": axe.COLOURS,
}


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


def faults(
    page: Page, *, scripts: bool, judged: bool | None = None, picture: str = ""
) -> Iterator[str]:
    """Name every fault of a page, narrow and wide, light and dark.

    `scripts` says whether those of the page run; without them its controls have to work all the same. axe
    is a script too, and judges the page if `judged` says that it could run, as `tests.browser.asleep` lets it.
    Pictures get the name `picture`, if any are wanted.
    """
    judged = scripts if judged is None else judged
    yield from page.evaluate(_LOOK, {"scripts": scripts, "layout": False})
    if judged:
        axe.bring(page)
    known: set[tuple[str, str]] = set()
    for size in (NARROW, DESKTOP):
        page.set_viewport_size(size)
        yield from (f"{size['width']} px: {fault}" for fault in _layout_faults(page))
        for scheme, rules in _RULES.items():
            page.emulate_media(color_scheme=scheme)
            if picture:
                artefacts.keep(page, f"{picture}-{size['width']}-{scheme}")
            for broken in _broken_rules(page, scheme, rules, known) if judged else ():
                yield f"{scheme}, {size['width']} px: {broken}"
    if judged:
        for nameless in axe.nameless_without_styles(page):
            yield f"without style sheets: {nameless}"


def _broken_rules(
    page: Page, scheme: str, rules: tuple[str, ...], known: set[tuple[str, str]]
) -> Iterator[str]:
    """Name what axe finds; where another width shows no new colours, the rules about them are not asked again.

    They take most of the time, and hardly a page has other colours when it is wide.
    """
    seen = {(scheme, pair) for pair in axe.colours(page)}
    asked_before = seen <= known
    known |= seen
    if asked_before and rules == axe.COLOURS:
        return
    yield from axe.violations(page, rules, but=axe.COLOURS if asked_before else ())


def _layout_faults(page: Page) -> Iterator[str]:
    yield from measure(page, "sideways")
    yield from page.evaluate(_LOOK, {"scripts": True, "layout": True})
    yield from (f"text over text: {words}" for words in measure(page, "overlaps"))
