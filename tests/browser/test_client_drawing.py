"""Drawing a sheet in the browser: the way there, what interrupts it, and where the sheet can stay."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from outcomes.credentials import slots_to_draw
from outcomes.crypto import blinding
from outcomes.crypto.credential_lines import parse_line
from outcomes.kinds import Kind, Tier
from outcomes.models import Sheet, Window
from outcomes.windows import verification_key
from tests.browser import person, scripted
from tests.browser.soundness import Watch, faults

pytestmark = pytest.mark.browser

PATH = "/account/credentials/"
KEPT = "This browser keeps your sheet"


def open_account(page: Page, site: str) -> None:
    """Open an account, as far as the page that draws."""
    page.goto(f"{site}/account/signup/")
    page.get_by_label("Made-up name").fill(person.made_up_name())
    page.get_by_label("New password").fill(person.PASSWORD)
    page.get_by_label("The same password again").fill(person.PASSWORD)
    person.press(page, "Open the account")


def drawn(page: Page) -> str:
    """Return the sheet that the page shows, once it does."""
    return page.get_by_label("Your sheet", exact=True).input_value()


def test_every_line_is_signed_under_the_key_of_its_table(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    credentials = [parse_line(line) for line in re.findall(r"lvg1\.\S+", sheet)]
    assert len(credentials) == len(slots_to_draw(window))
    for credential, table in zip(credentials, window.tables, strict=True):
        key = verification_key(window, table["slug"], Kind.CONVERSATION, Tier.DRAWN)
        assert key is not None
        blinding.verify(key, credential.input_msg, credential.signature)
        assert credential.context.table == table["slug"]


def test_the_server_never_had_the_lines(context: BrowserContext, window: Window, site: str) -> None:
    page = context.new_page()
    bodies = scripted.lose_answers(page, PATH, 0)
    sheet = scripted.sign_up(page, site)
    [body] = bodies
    messages = [parse_line(line).input_msg for line in re.findall(r"lvg1\.\S+", sheet)]
    assert re.findall(r'"([a-z0-9-]+\|conversation)":', body) == slots_to_draw(window)
    assert not [one for one in messages if one.hex() in body]
    assert "lvg1" not in body


def test_the_pages_of_the_sheet_are_sound(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    watch = Watch(page, site)
    scripted.sign_up(page, site)
    found = list(faults(page, scripts=True))
    scripted.keep(page)
    page.goto(site + PATH)
    expect(page.get_by_role("heading", name=KEPT)).to_be_visible()
    found += faults(page, scripts=True)
    page.goto(f"{site}/log/")
    expect(page.get_by_text("Your sheet is in this browser.")).to_be_visible()
    found += faults(page, scripts=True)
    assert found + watch.taken() == []


def test_progress_is_shown_while_the_sheet_is_blinded(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    page.add_init_script(
        """window.seen = [];
        new MutationObserver(() => {
          const bar = document.querySelector("progress");
          if (bar) window.seen.push(bar.labels[0].textContent);
        }).observe(document, { childList: true, subtree: true });"""
    )
    scripted.sign_up(page, site)
    seen = page.evaluate("window.seen")
    count = len(slots_to_draw(window))
    assert {f"Preparing your sheet: {one} of {count}" for one in range(1, count + 1)} <= set(seen)


# -- Interrupted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["button", "reload"])
def test_a_draw_whose_answer_was_lost_is_repeated_to_the_byte(
    context: BrowserContext, window: Window, site: str, way: str
) -> None:
    page = context.new_page()
    bodies = scripted.lose_answers(page, PATH, 2)
    open_account(page, site)
    expect(page.get_by_text("No answer came. Try again")).to_be_visible()
    assert Sheet.objects.count() == 1
    if way == "button":
        page.get_by_role("button", name="Try again").click()
    else:
        page.reload()
    assert drawn(page).count("lvg1.") == len(window.tables)
    assert (len(bodies), len(set(bodies)), Sheet.objects.count()) == (3, 1, 1)


def test_a_sheet_that_was_not_saved_yet_survives_a_reload(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    page.reload()
    # Every draw of salt is the client's, and it was made once: the signatures are the same.
    assert drawn(page) == sheet


def test_a_sheet_that_was_kept_leaves_nothing_of_its_draw(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    assert page.evaluate("sessionStorage.length") == 1
    scripted.keep(page)
    assert page.evaluate("sessionStorage.length") == 0


def test_with_storage_switched_off_drawing_works_and_keeping_says_why_not(
    context: BrowserContext, window: Window, site: str
) -> None:
    context.add_init_script(scripted.BLOCKED)
    page = context.new_page()
    scripted.lose_answers(page, PATH, 2)
    open_account(page, site)
    page.get_by_role("button", name="Try again").click()
    assert drawn(page).count("lvg1.") == len(window.tables)
    page.get_by_role("button", name="Keep it in this browser").click()
    expect(page.get_by_text("This browser would not keep it")).to_be_visible()


def test_what_was_drawn_elsewhere_cannot_be_drawn_again_and_what_remains_is_said(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    page.route("**/log/keys/**", lambda route: route.abort())
    open_account(page, site)
    expect(page.get_by_text("could not be fetched. Nothing was sent.")).to_be_visible()
    other = context.new_page()
    other.goto(site + PATH)
    assert drawn(other).count("lvg1.") == len(window.tables)
    page.unroute("**/log/keys/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="This sheet cannot be drawn again")).to_be_visible()
    expect(page.get_by_text("What remains: the file that you saved")).to_be_visible()
    assert Sheet.objects.count() == 1


def test_a_signature_that_does_not_fit_is_refused(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()

    def forge(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        signatures = route.fetch().json()["signatures"]
        names = list(signatures)
        signatures[names[0]], signatures[names[1]] = signatures[names[1]], signatures[names[0]]
        return route.fulfill(json={"signatures": signatures})

    page.route(f"**{PATH}", forge)
    open_account(page, site)
    expect(page.get_by_text("One of the signatures does not fit")).to_be_visible()


# -- Where it stays ------------------------------------------------------------------------------------


def test_nothing_is_kept_until_it_is_chosen_and_one_click_wipes_it(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    assert page.evaluate("localStorage.length") == 0
    scripted.keep(page)
    page.goto(site + PATH)
    page.get_by_role("button", name="Wipe it from this browser").click()
    expect(page.get_by_text("This browser keeps no sheet any more.")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("stays", [True, False])
def test_signing_out_asks_whether_a_kept_sheet_stays(
    context: BrowserContext, window: Window, site: str, *, stays: bool
) -> None:
    page = context.new_page()
    scripted.sign_up(page, site)
    scripted.keep(page)
    page.goto(f"{site}/account/logout/")
    box = page.get_by_label("Leave the sheet in this browser, as you chose before")
    expect(box).to_be_checked()
    box.set_checked(stays)
    person.press(page, "Sign out")
    assert page.evaluate("'leverage-sheet' in localStorage") is stays
    assert context.cookies() == []


def test_without_scripts_the_server_draws_as_before(page: Page, window: Window, site: str) -> None:
    assert person.sign_up(page, site).count("lvg1.") == len(window.tables)
    assert page.url == f"{site}/account/signup/"


def test_where_the_browser_cannot_the_server_draws_on_a_button(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    page.route("**/log/keys/**", lambda route: route.abort())
    open_account(page, site)
    expect(page.get_by_text("could not be fetched. Nothing was sent.")).to_be_visible()
    person.press(page, "Let our server draw it")
    assert drawn(page).count("lvg1.") == len(window.tables)
