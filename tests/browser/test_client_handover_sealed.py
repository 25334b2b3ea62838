"""A sheet on its way to another host is written down nowhere, opened once, and given to its own tab alone."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from outcomes.models import Window
from tests.browser import person, scripted, vaults
from tests.browser.chromium import ARGUMENTS, PATIENCE
from tests.browser.handing_over import (
    HANDOVER,
    LAB,
    NOTHING_KEPT,
    ask_without_a_ticket,
    context,
    hand_over,
    log,
    main,
    pressed,
    say_yes,
    ticket_of,
)
from tests.lanes import find_browser

__all__ = ["context", "log", "main"]

pytestmark = pytest.mark.browser

KEPT = "localStorage['leverage-sheet']"
NO_KEY = "this tab has no key for what came over"
NOT_OPENED = "changed on its way, or sealed for another tab"

# -- What the browser writes down ------------------------------------------------------------------


def traces(profile: Path, sheet: str) -> set[str]:
    """Return which files of a browser's profile hold the end of a credential, as it is or encoded once more."""
    secret = person.line_for(sheet, LAB)[-60:].encode()
    shifted = (base64.urlsafe_b64encode(bytes(shift) + secret)[4:-4] for shift in range(3))
    forms = [secret, *shifted]
    forms += [form.decode().encode("utf-16-le") for form in forms]
    files = (file for file in profile.rglob("*") if file.is_file())
    return {file.name for file in files if any(form in file.read_bytes() for form in forms)}


@contextmanager
def browser_with_history(browser: Browser, profile: Path) -> Iterator[BrowserContext]:
    """Return a browser that writes down what people's browsers do; closed, it has written all of it."""
    with browser.browser_type.launch_persistent_context(
        profile, executable_path=find_browser(), args=ARGUMENTS, reduced_motion="reduce"
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context


def test_the_browser_writes_no_credential_down(
    browser: Browser, site: str, window: Window, log: str, tmp_path: Path
) -> None:
    with browser_with_history(browser, tmp_path) as context:
        page = context.new_page()
        sheet = scripted.sign_up(page, site)
        hand_over(page).get_by_role("button", name="Do not keep it").click()
    assert b"/log/sheet/#sealed=" in (tmp_path / "Default" / "History").read_bytes()
    assert traces(tmp_path, sheet) == set()


def test_a_sheet_that_is_not_sealed_would_be_found_in_the_history(
    browser: Browser, site: str, window: Window, log: str, tmp_path: Path
) -> None:
    with browser_with_history(browser, tmp_path) as context:
        scripted.altered(
            context,
            HANDOVER,
            'await seal(data.key, text).catch(() => "")',
            " toBase64url(utf8(text))",
        )
        page = context.new_page()
        sheet = scripted.sign_up(page, site)
        expect(pressed(page).get_by_text(NOT_OPENED)).to_be_visible()
    assert "History" in traces(tmp_path, sheet)


# -- Refused in words ------------------------------------------------------------------------------


def refused(tab: Page, address: str, words: str) -> None:
    """Go to an address of the hand-over, and see it refused: nothing offered, nothing kept, nothing in the bar."""
    tab.goto("about:blank")
    tab.goto(address)
    expect(tab.get_by_text(words)).to_be_visible()
    expect(tab.get_by_text(NOTHING_KEPT)).to_be_visible()
    left = "[location.hash, localStorage.length, sessionStorage.length]"
    assert tab.evaluate(left) == ["", 0, 0]


def test_what_was_sealed_opens_once_and_in_its_own_tab_only(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    tab = pressed(page)
    seen: list[str] = []
    tab.on("framenavigated", lambda frame: seen.append(frame.url))
    expect(tab.get_by_text("A sheet came over from another page.")).to_be_visible()
    [address] = [url for url in seen if "#sealed=" in url]
    refused(tab, address, NO_KEY)
    other = context.new_page()
    refused(other, address, NO_KEY)
    ask_without_a_ticket(other, log)
    refused(other, address, NOT_OPENED)
    refused(other, address, NO_KEY)


CHANGES = ("data.sealed.replace(/(?<=^.{200})./, (one) => (one === 'A' ? 'B' : 'A'))", "''")


def test_what_was_changed_on_its_way_is_refused_and_so_is_a_tab_that_keeps_no_key(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    for change in CHANGES:
        scripted.altered(context, HANDOVER, "#sealed=${data.sealed}", f"#sealed=${{{change}}}")
        tab = pressed(page)
        expect(tab.get_by_text(NOT_OPENED)).to_be_visible()
        expect(tab.get_by_text(NOTHING_KEPT)).to_be_visible()
        assert tab.evaluate("[location.hash, sessionStorage.length]") == ["", 0]
        context.unroute_all()
    context.add_init_script(scripted.BLOCKED)
    expect(pressed(page).get_by_text("this browser would not keep a key")).to_be_visible()


# A key that is one makes the last answer known: to any other key nothing is sealed.
ANSWERS = """async (tickets) => {
  const [line, answers] = [new BroadcastChannel("leverage-handover"), []];
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { publicKey } = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const bytes = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const text = btoa(String.fromCharCode(...bytes));
  const key = text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return new Promise((done) => {
    line.onmessage = ({ data }) => {
      answers.push([data.ticket, Boolean(data.sealed)]);
      if (data.sealed) done(answers);
    };
    for (const ticket of tickets) line.postMessage({ ticket, key: "A".repeat(87) });
    line.postMessage({ ticket: tickets.at(-1), key });
  });
}"""


def assert_answers_the_last_only(context: BrowserContext, site: str, tickets: list[str]) -> None:
    """Ask for a sheet with several tickets: the last alone is answered, and gets nothing to a key that is none."""
    page = context.new_page()
    page.goto(f"{site}/about/privacy/")
    assert page.evaluate(ANSWERS, tickets) == [[tickets[-1], False], [tickets[-1], True]]


def test_the_page_of_a_sheet_answers_its_own_ticket_only_and_seals_to_no_key_that_is_none(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    assert_answers_the_last_only(context, site, ["another", ticket_of(page)])


def test_an_opened_vault_hands_its_sheet_over_and_a_closed_one_does_not(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    words = vaults.draw_words(page)
    page.get_by_role("button", name="I have them: put it in").click()
    expect(page.get_by_role("heading", name="The vault holds your sheet")).to_be_focused()
    vaults.visit(page, site)
    vaults.type_words(page, words)
    assert vaults.opened(page) == sheet
    say_yes(hand_over(page))
    closed = ticket_of(page)
    page.get_by_role("button", name="Close it").click()
    vaults.type_words(page, words)
    assert vaults.opened(page) == sheet
    assert_answers_the_last_only(context, site, [closed, ticket_of(page)])


def test_a_second_sheet_says_what_it_replaces_and_a_part_of_one_is_not_offered(
    context: BrowserContext, site: str, window: Window, log: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    kept = hand_over(page)
    say_yes(kept)
    before = kept.evaluate(KEPT)
    came = "const text = await opened(sealed);"
    scripted.altered(
        context, "kept-sheet.js", came, came.replace(";", ".then((all) => all.slice(0, -40));")
    )
    tab = pressed(page)
    expect(tab.get_by_text("No whole line of a sheet came over.")).to_be_visible()
    assert tab.evaluate(KEPT) == before
    context.unroute_all()
    scripted.altered(
        context, "kept-sheet.js", came, came.replace(";", ".then((all) => `\n${all}`);")
    )
    expect(hand_over(page).get_by_text("The new one would take its place.")).to_be_visible()
