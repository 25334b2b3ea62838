"""The Firefox of this computer, driven by Playwright over WebDriver BiDi."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, BrowserType, sync_playwright

from tests.browser.chromium import PATIENCE

_BROWSERS = ("firefox", "firefox-esr")
_CHANNEL = "moz-firefox"  # Tells Playwright that this is not its own changed build of Firefox.
_WISHES: dict[str, str | float | bool] = {
    # The list of downloads opens by itself, and takes the focus from the page.
    "browser.download.alwaysOpenPanel": False,
    # Firefox must speak to the site alone: errands of its own end at a port where nobody listens.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}


class Firefox:
    """Firefox, started as often as wanted; what it needs lies in one folder."""

    def __init__(self, engine: BrowserType, path: str, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._program = folder / "firefox"
        relay = Path(__file__).with_name("relay.py")
        command = shlex.join([sys.executable, str(relay), path])
        self._program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        self._program.chmod(0o700)

    @contextmanager
    def started(self) -> Generator[Browser]:
        """Start it with a profile that is thrown away, and end it."""
        browser = self._engine.launch(
            channel=_CHANNEL,
            executable_path=self._program,
            downloads_path=self._folder,
            firefox_user_prefs=_WISHES,
        )
        try:
            yield browser
        finally:
            browser.close()

    @contextmanager
    def with_profile(self, name: str) -> Generator[BrowserContext]:
        """Start it with a profile that stays, a fresh one the first time; end it altogether."""
        context = self._engine.launch_persistent_context(
            self._folder / name,
            channel=_CHANNEL,
            executable_path=self._program,
            downloads_path=self._folder,
            firefox_user_prefs=_WISHES,
        )
        with context:
            context.set_default_timeout(PATIENCE)
            yield context


def find_firefox() -> str | None:
    """Return the path of the Firefox of this computer."""
    return next((path for path in map(shutil.which, _BROWSERS) if path), None)


@contextmanager
def firefox(path: str, folder: Path) -> Generator[Firefox]:
    """Hold ready what starts Firefox."""
    with sync_playwright() as playwright:
        yield Firefox(playwright.firefox, path, folder)
