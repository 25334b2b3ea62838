"""People who exchange a line in a browser with scripts, and what can happen to their answers."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from outcomes.credentials import current_window
from outcomes.crypto.credential_lines import Credential, parse_line
from outcomes.models import Window
from tests.browser import person, scripted
from tests.browser.lab_mail import header, store_lab_key

LAB, TABLE = "Anthropic", "anthropic"
PATH = "/log/verify/"
DONE = "Your line is verified"
HEADERS = "The signed header of the mail"
SENDER = "The lab that sent the mail"
UNFINISHED = "An exchange is not finished"


@pytest.fixture
def window(ready_keys: None, site: str) -> Window:
    """Return the window of the site, where the lab's key is known."""
    store_lab_key()
    found = current_window(timezone.now().date())
    assert found is not None
    return found


@pytest.fixture
def sheet(context: BrowserContext, window: Window) -> str:
    """Return the sheet that this browser keeps."""
    return scripted.kept_sheet(context, window)


def open_page(page: Page, site: str) -> None:
    """Open the page, and paste the header of a mail."""
    page.goto(site + PATH)
    scripted.wake(page)
    page.get_by_label(HEADERS).fill(header().decode().replace("\r\n", "\n"))


@pytest.fixture
def filled(context: BrowserContext, sheet: str, site: str) -> Page:
    """Return the page, filled, in a browser that keeps a sheet."""
    page = context.new_page()
    open_page(page, site)
    page.get_by_label(SENDER).select_option(label=LAB)
    return page


def exchange(page: Page) -> None:
    """Press the button."""
    person.press(page, "Check and exchange")


def new_line(page: Page) -> Credential:
    """Return the line that the page shows."""
    return parse_line(page.get_by_label("Your verified line").input_value())


def kept(page: Page) -> dict[str, object]:
    """Return what the browser keeps of a sheet."""
    found: dict[str, object] = json.loads(page.evaluate("localStorage['leverage-sheet']"))
    return found
