"""The pictures of the README: `make pictures` takes them anew, light and dark."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from django.urls import reverse
from playwright.sync_api import Page, ViewportSize

from tests.quality.stage import Stage, forget_visits

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
MOST_BYTES = 80_000
_SIZE = ViewportSize(width=1280, height=860)
_QUALITY = 76
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Of numbers, the table is what to see, with the words just above it.
_TO_THE_TABLE = (
    """() => scrollBy(0, document.querySelector("main table").getBoundingClientRect().top - 240)"""
)
_PAGES = {
    "home": ("home", {}),
    "lab": ("lab_detail", {"slug": "anthropic"}),
    "tallies": ("tallies", {}),
}


def take(stage: Stage) -> Iterator[str]:
    """Write each picture; names those that became too large for a README."""
    forget_visits()
    FOLDER.mkdir(exist_ok=True)
    with stage.browser() as browser:
        # Colours must not be caught on their way from light to dark.
        page = browser.new_page(viewport=_SIZE, reduced_motion="reduce")
        for name, (view, arguments) in _PAGES.items():
            page.goto(stage.front.origin + reverse(view, kwargs=arguments))
            if name == "tallies":
                page.evaluate(_TO_THE_TABLE)
            for scheme in _SCHEMES:
                page.emulate_media(color_scheme=scheme)
                data = _picture(page)
                file = FOLDER / f"{name}-{scheme}.webp"
                file.write_bytes(data)
                sys.stdout.write(f"{file.name}: {len(data):,} bytes\n")
                if len(data) > MOST_BYTES:
                    yield f"{file.name} has {len(data):,} bytes, at most {MOST_BYTES:,}"


def _picture(page: Page) -> bytes:
    """Return what a visitor sees first, as WebP: Playwright itself writes only larger kinds."""
    devtools = page.context.new_cdp_session(page)
    answer = devtools.send("Page.captureScreenshot", {"format": "webp", "quality": _QUALITY})
    devtools.detach()
    return base64.b64decode(answer["data"])
