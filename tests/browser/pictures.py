"""Pictures of a running site, to look at: `python -m tests.browser.pictures URL FOLDER`.

On the phone and on the desktop, light and dark. It opens one account there and logs one
conversation, so it is for a site that may be thrown away. The folder lies outside this tree.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TimedOut

from tests.browser.chromium import DESKTOP, PATIENCE, PHONE, chromium
from tests.browser.states import states

_PLAIN = {
    "home": "/",
    "asks": "/asks/",
    "asks-search": "/asks/?q=whistleblower",
    "labs": "/labs/",
    "log": "/log/",
    "receipt": "/log/receipt/",
    "tallies": "/tallies/",
    "method": "/about/method/",
    "privacy": "/about/privacy/",
    "what-we-hold": "/about/what-we-hold/",
    "sign-up": "/account/signup/",
    "sign-in": "/account/login/",
}
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_WIDTHS = {"phone": PHONE, "desktop": DESKTOP}


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="address of the running site")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    given = parser.parse_args()
    site, folder = given.url.rstrip("/"), given.folder.resolve()
    if folder.is_relative_to(Path(__file__).resolve().parents[2]):
        parser.error("pictures are no part of the tree: choose a folder outside it")
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        # Colours must not be caught on their way from light to dark.
        page = browser.new_page(reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        for name in _visit(page, site):
            _take(page, folder, name)


def _visit(page: Page, site: str) -> Iterator[str]:
    """Walk from state to state, naming each; the page stands still while its name is out."""
    for name, path in _PLAIN.items():
        page.goto(site + path)
        yield name
    for name, listed in (("ask", "/asks/"), ("lab", "/labs/")):
        page.goto(site + listed)
        with page.expect_navigation():
            page.locator("main .rows a").first.click()
        yield name
    try:
        for state in states(page, site):
            yield "-".join(re.findall(r"\w+", state))
    except TimedOut:
        sys.exit(f"The site did not go on from {page.url}: it may open no more accounts today.")
    page.goto(f"{site}/account/credentials/")
    yield "account"


def _take(page: Page, folder: Path, name: str) -> None:
    for device, size in _WIDTHS.items():
        page.set_viewport_size(size)
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=folder / f"{name}-{device}-{scheme}.png", full_page=True)


if __name__ == "__main__":
    main()
