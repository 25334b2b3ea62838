"""The Chromium of this computer, driven by Playwright."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.lanes import find_browser

# The browser must speak to the site alone: its own errands would be requests that a test sees.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PATIENCE = 5_000  # Milliseconds; a page of this site takes some twenty.
PHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=320, height=640)
DESKTOP = ViewportSize(width=1280, height=800)


@contextmanager
def chromium() -> Generator[Browser]:
    """Start the browser without a window, and stop it; raises LookupError where there is none."""
    path = find_browser()
    if path is None:
        raise LookupError("no Chromium on this computer")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
