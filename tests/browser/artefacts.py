"""Pictures of what the browser lane saw, for people: LEVERAGE_ARTEFACTS names the folder, outside of this tree.

Without it none is taken. `make faces FOLDER=…` keeps one of every page and state, for each width and each
scheme, with and without scripts where they make a difference, and in the other languages.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page

_TREE = Path(__file__).resolve().parents[2]
VARIABLE = "LEVERAGE_ARTEFACTS"


class InsideTheTree(Exception):
    """The folder for pictures lies in the tree, of which they are no part."""


def folder() -> Path | None:
    """Return where pictures are wanted, or None; raises InsideTheTree."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    found = Path(named).resolve()
    if found.is_relative_to(_TREE):
        raise InsideTheTree(f"{VARIABLE} must name a folder outside of {_TREE}.")
    return found


def keep(page: Page, name: str) -> None:
    """Take a picture of the whole page, if pictures are wanted."""
    found = folder()
    if found is None:
        return
    found.mkdir(parents=True, exist_ok=True)
    page.screenshot(
        path=found / f"{'-'.join(re.findall(r'[a-z0-9]+', name.lower()))}.png", full_page=True
    )
