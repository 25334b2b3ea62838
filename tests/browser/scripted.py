"""What a person does where scripts run; the words are those of `person`, the waiting is another."""

from __future__ import annotations

import json
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from leverage.sheets import sheet_text
from outcomes.client_half import draw_credentials
from outcomes.models import Window
from tests.browser import person
from tests.browser.person import Conversation
from tests.outcomes.factories import make_account

CLIENT = Path(__file__).resolve().parent.parent.parent / "static" / "js" / "client"
READY = "main[data-client=ready]"  # All that the page needs was fetched,
AT_WORK = "main[data-client]"  # or what there is holds back whatever waits for it.
BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
}"""


def sign_up(page: Page, site: str) -> str:
    """Open an account, let the browser draw, stop at the page that shows the sheet, and return the sheet."""
    sheet = person.sign_up(page, site)
    expect(page.locator(READY)).to_have_count(1)
    return sheet


def keep(page: Page) -> None:
    """Let the browser keep the sheet that its page shows."""
    page.get_by_role("button", name="Keep it in this browser").click()
    expect(page.get_by_text("This browser keeps your sheet now.")).to_be_visible()


def fill_log(page: Page, site: str, lab: str, conversation: Conversation) -> None:
    """Fill the log page, all but the credential and the last click."""
    page.goto(f"{site}/log/")
    expect(page.locator(AT_WORK)).to_have_count(1)
    page.get_by_label("I hold an offer from this lab, or held one").check()
    page.get_by_label("Lab", exact=True).select_option(label=lab)
    person.tell(page, conversation)


def wake(page: Page) -> None:
    """Let a page fetch what it needs, as whoever begins does."""
    page.locator("main form").first.dispatch_event("focusin")
    expect(page.locator(READY)).to_have_count(1)


def heading(page: Page, text: str) -> None:
    """Wait for the page to say this in its heading."""
    expect(page.locator("h1:visible")).to_have_text(text)


def kept_sheet(context: BrowserContext, window: Window, name: str = "calm-otter-41") -> str:
    """Let a browser keep a sheet as if it had been drawn in it, and return the sheet."""
    account = make_account(name)
    credentials = draw_credentials(account, window, today=timezone.now().date())
    text = sheet_text(window, credentials)
    kept = json.dumps(json.dumps({"v": 1, "text": text, "spent": []}))
    # Once: a browser that has wiped it must not find it again.
    script = f"localStorage.getItem('seen') || localStorage.setItem('leverage-sheet', {kept});"
    context.add_init_script(f"{script} localStorage.setItem('seen', '1');")
    return text


def altered(page: Page | BrowserContext, module: str, before: str, after: str) -> None:
    """Serve a page, or a whole browser, a module of the client with one place changed: a broken twin of it."""
    source = (CLIENT / module).read_text("utf-8")
    assert source.count(before) == 1, "The place to break is gone: choose another."
    body = source.replace(before, after)

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/javascript; charset=utf-8")

    page.route(f"**/js/client/{module}", answer)


def lose_answers(page: Page, path: str, times: int) -> list[str]:
    """Let requests arrive and their answers get lost, so many times; returns the bodies that were sent."""
    bodies: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        bodies.append(route.request.post_data or "")
        if len(bodies) > times:
            return route.fallback()
        route.fetch()
        return route.abort("connectionreset")

    page.route(f"**{path}", lose)
    return bodies
