"""Pages whose scripts never ran, and which axe can judge all the same.

A browser that was started without scripts runs none of axe's either: what it waits for never happens. So the
browser is told to run none before a page is loaded, and allowed to again once the page stands: what was passed over
then is not made up for, and what `<noscript>` holds stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page


class Asleep:
    """Keeps the scripts of a page from running, but for a moment now and then."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._forbid(forbidden=True)

    @contextmanager
    def awake(self) -> Iterator[None]:
        """Let axe run; nothing may lead to another page meanwhile."""
        self._forbid(forbidden=False)
        try:
            yield
        finally:
            self._forbid(forbidden=True)

    def _forbid(self, *, forbidden: bool) -> None:
        self._devtools.send("Emulation.setScriptExecutionDisabled", {"value": forbidden})
