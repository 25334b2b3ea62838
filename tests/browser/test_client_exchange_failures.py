"""What can stop an exchange in the browser, and the way out of each: no line is lost with an answer."""

from __future__ import annotations

import base64
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from outcomes.kinds import Tier
from outcomes.models import Entry, Window
from tests.browser import person, scripted
from tests.browser.exchanging import (
    DONE,
    HEADERS,
    LAB,
    PATH,
    SENDER,
    UNFINISHED,
    exchange,
    filled,
    new_line,
    open_page,
    sheet,
    window,
)
from tests.browser.lab_mail import header

__all__ = ["filled", "sheet", "window"]

pytestmark = pytest.mark.browser


# -- Interrupted ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["button", "reload"])
def test_an_exchange_whose_answer_was_lost_is_repeated_to_the_byte(
    filled: Page, window: Window, way: str
) -> None:
    bodies = scripted.lose_answers(filled, PATH, 2)
    exchange(filled)
    expect(filled.get_by_role("heading", name=UNFINISHED)).to_be_visible()
    assert Entry.objects.count() == 2
    if way == "reload":
        filled.reload()
    person.press(filled, "Send again")
    scripted.heading(filled, DONE)
    assert new_line(filled).context.tier is Tier.VERIFIED
    assert (len(bodies), len(set(bodies)), Entry.objects.count()) == (3, 1, 2)


def test_a_reload_sends_nothing_by_itself_and_the_tab_forgets_on_request(filled: Page) -> None:
    bodies = scripted.lose_answers(filled, PATH, 2)
    exchange(filled)
    filled.reload()
    expect(filled.get_by_role("heading", name=UNFINISHED)).to_be_visible()
    assert len(bodies) == 2
    filled.get_by_role("button", name="Forget it").click()
    assert filled.evaluate("sessionStorage.length") == 0
    expect(filled.get_by_label(HEADERS)).to_be_editable()
    filled.reload()
    expect(filled.get_by_role("heading", name=UNFINISHED)).to_have_count(0)


def test_with_storage_switched_off_it_works_and_a_lost_answer_can_be_asked_for_again(
    context: BrowserContext, site: str, window: Window, page: Page
) -> None:
    line = person.line_for(person.sign_up(page, site), LAB)
    context.add_init_script(scripted.BLOCKED)
    tab = context.new_page()
    open_page(tab, site)
    tab.get_by_label("Your credential for this lab").fill(line)
    scripted.lose_answers(tab, PATH, 2)
    exchange(tab)
    person.press(tab, "Send again")
    scripted.heading(tab, DONE)
    expect(tab.get_by_text("This browser does not keep it.")).to_be_visible()


def test_a_signature_that_does_not_fit_is_refused_and_can_be_asked_for_again(filled: Page) -> None:
    def forge(route: Route) -> None:
        if route.request.method != "POST":
            return route.fallback()
        signature = bytearray(base64.b64decode(route.fetch().json()["signature"]))
        signature[-1] ^= 1
        return route.fulfill(json={"signature": base64.b64encode(signature).decode()})

    filled.route(f"**{PATH}", forge)
    exchange(filled)
    expect(filled.get_by_text("does not fit the published keys")).to_be_visible()
    filled.unroute(f"**{PATH}")
    person.press(filled, "Send again")
    scripted.heading(filled, DONE)


# -- Refused --------------------------------------------------------------------------------------------


def test_a_mail_that_is_not_taken_is_said_at_its_field_and_the_line_stays_good(
    filled: Page,
) -> None:
    good = filled.get_by_label(HEADERS).input_value()
    filled.get_by_label(HEADERS).fill(good.replace("Your offer", "[list] Your offer"))
    exchange(filled)
    expect(filled.locator("#id_headers_error")).to_contain_text("does not fit these fields")
    assert filled.evaluate("sessionStorage.length") == 0
    assert not Entry.objects.exists()
    filled.get_by_label(HEADERS).fill(good)
    exchange(filled)
    scripted.heading(filled, DONE)


def test_what_is_missing_is_said_before_anything_is_sent(
    context: BrowserContext, sheet: str, site: str
) -> None:
    page = context.new_page()
    page.goto(site + PATH)
    bodies = scripted.lose_answers(page, PATH, 0)
    exchange(page)
    expect(page.locator("#line_error")).to_contain_text("Choose the lab that sent the mail.")
    expect(page.locator("#id_headers_error")).to_contain_text("Paste the header of the mail.")
    assert bodies == []


def test_a_line_that_no_mail_could_help_never_leaves(
    filled: Page, context: BrowserContext, sheet: str, site: str, window: Window
) -> None:
    offered = filled.get_by_label(SENDER).locator("option").all_inner_texts()
    assert LAB in offered
    assert "Any other lab" not in offered
    filled.get_by_role("button", name="Paste another line instead").click()
    filled.get_by_label("Your credential for this lab").fill(
        person.line_for(sheet, "Any other lab")
    )
    bodies = scripted.lose_answers(filled, PATH, 0)
    exchange(filled)
    expect(filled.locator("#id_credential_error")).to_contain_text("cannot be exchanged")
    assert bodies == []


def assert_refuses_other_keys(page: Page) -> None:
    page.route("**/log/keys/**", _answer_with_other_keys)
    bodies = scripted.lose_answers(page, PATH, 0)
    exchange(page)
    refusal = page.get_by_text("These are not the keys that this program knows. Nothing was sent.")
    expect(refusal).to_be_visible(timeout=2000)
    assert bodies == []


def _answer_with_other_keys(route: Route) -> None:
    body = route.fetch().text().replace('"v":1', '"v":1 ')
    route.fulfill(body=body, content_type="application/json")


def test_another_key_set_is_refused_and_nothing_is_sent(filled: Page) -> None:
    assert_refuses_other_keys(filled)
    expect(filled.get_by_label(HEADERS)).to_have_value(re.compile("DKIM-Signature"))


def test_a_script_that_does_not_compare_the_hash_is_seen_to_be_broken(
    context: BrowserContext, sheet: str, site: str
) -> None:
    page = context.new_page()
    scripted.altered(page, "keyset.js", "digest !== (pins[window] ?? hash)", "false")
    scripted.altered(page, "source.js", "sheet?.hash ?? null", "null")
    open_page(page, site)
    page.get_by_label(SENDER).select_option(label=LAB)
    with pytest.raises(AssertionError):
        assert_refuses_other_keys(page)


def test_a_line_that_was_exchanged_elsewhere_is_said_to_be_used(
    filled: Page, context: BrowserContext, site: str
) -> None:
    second = context.new_page()
    open_page(second, site)
    second.get_by_label(SENDER).select_option(label=LAB)
    exchange(filled)
    exchange(second)
    expect(second.locator(".error-summary")).to_contain_text("This line was used before")


def test_where_the_browser_cannot_the_page_says_that_the_server_makes_the_line(
    context: BrowserContext, sheet: str, site: str
) -> None:
    context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = context.new_page()
    page.goto(site + PATH)
    expect(page.get_by_text("so our server does it in memory")).to_be_visible()
    page.get_by_label(HEADERS).fill(header().decode())
    page.get_by_label("Your credential for this lab").fill(person.line_for(sheet, LAB))
    exchange(page)
    expect(page.locator("h1")).to_have_text("Save your verified line now")
