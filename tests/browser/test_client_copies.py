"""A copy to edit from: off until it is chosen, locked with the eight words, never sent, wiped with one click."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from outcomes.kinds import Response
from outcomes.models import Entry, Window
from tests.browser import person, scripted
from tests.browser.chromium import PATIENCE
from tests.browser.soundness import Watch, faults
from tests.outcomes.pages import opened

pytestmark = pytest.mark.browser

LAB, TABLE = "Anthropic", "anthropic"
ASK, OTHER_ASK = "Whistleblowing policy in public", "No gag clauses or equity ties"
TOLD = [(ASK, "They agreed to part of it"), (OTHER_ASK, "They asked me to explain more")]
KEEP = "Keep a copy in this browser to edit from"
WIPE = "Wipe every copy from this browser"
KEPT = "localStorage['leverage-copies']"


@pytest.fixture
def context(browser: Browser, window: Window) -> Iterator[BrowserContext]:
    """Return a browser in which scripts run, and which keeps a sheet."""
    with browser.new_context(reduced_motion="reduce") as found:
        found.set_default_timeout(PATIENCE)
        scripted.kept_sheet(found, window)
        yield found


@pytest.fixture
def logged(context: BrowserContext, site: str) -> Page:
    """Return the page of a receipt whose conversation was just logged."""
    page = context.new_page()
    scripted.fill_log(page, site, LAB, TOLD)
    person.send(page)
    scripted.heading(page, "It is stored")
    return page


def keep(page: Page) -> None:
    """Choose to keep a copy."""
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("This browser keeps the copy now.")).to_be_visible()


def chosen(page: Page) -> list[tuple[str, str]]:
    """Return what the slots of the form say."""
    found = [
        page.locator(f"#id_{name}_{slot} option:checked").inner_text()
        for slot in (1, 2, 3)
        for name in ("ask", "response")
    ]
    return [pair for pair in zip(found[::2], found[1::2], strict=True) if pair[0] != "None"]


def test_nothing_is_kept_until_it_is_chosen(logged: Page) -> None:
    assert logged.evaluate(KEPT) is None
    expect(logged.get_by_text("Whoever has both this device and your words")).to_be_visible()
    keep(logged)
    assert logged.evaluate(KEPT)


def test_keeping_wiping_and_filling_send_nothing_but_the_receipt_key(
    logged: Page, site: str, window: Window
) -> None:
    words = person.words_of(logged)
    sent: list[str] = []
    logged.on("request", lambda one: sent.append(f"{one.method} {one.url} {one.post_data}"))
    keep(logged)
    logged.get_by_role("button", name=WIPE).click()
    keep(logged)
    assert sent == []
    person.open_receipt(logged, site, words)
    expect(logged.get_by_text("The form is filled from the copy")).to_be_visible()
    slugs = [ask["slug"] for ask in window.asks if ask["short_name"] in {ASK, OTHER_ASK}]
    for secret in (*slugs, *(response.value for response in Response), *words):
        assert not [one for one in sent if secret in one.removeprefix("GET ")]


def test_a_copy_cannot_be_read_without_the_words_and_has_one_size(
    logged: Page, context: BrowserContext, site: str, window: Window
) -> None:
    keep(logged)
    second = context.new_page()
    scripted.fill_log(second, site, "OpenAI", TOLD[:1])
    person.send(second)
    keep(second)
    copies = second.evaluate(f"JSON.parse({KEPT}).copies")
    assert [set(copy) for copy in copies] == [{"window", "iv", "sealed"}] * 2
    assert len({len(copy["sealed"]) for copy in copies}) == 1
    kept = second.evaluate(KEPT)
    for secret in (TABLE, "openai", "whistleblow", Response.AGREED_PARTLY.value):
        assert secret not in kept


def test_the_form_is_filled_and_the_copy_follows_what_is_stored(
    logged: Page, site: str, window: Window
) -> None:
    words = person.words_of(logged)
    keep(logged)
    person.open_receipt(logged, site, words)
    assert chosen(logged) == TOLD
    expect(logged.get_by_label("The line that paid for it")).to_have_value(TABLE)
    changed = [(ASK, "They agreed to it"), TOLD[1]]
    person.tell(logged, changed)
    person.press(logged, "Seal and replace")
    scripted.heading(logged, "It is replaced")
    assert [found for _ask, found in opened(window, Entry.objects.get()).items] == ["yes", "open"]
    person.open_receipt(logged, site, words)
    assert chosen(logged) == changed
    person.withdraw(logged)
    scripted.heading(logged, "It is withdrawn")
    assert logged.evaluate(KEPT) is None


def test_each_receipt_opens_its_own_copy(logged: Page, context: BrowserContext, site: str) -> None:
    first = person.words_of(logged)
    keep(logged)
    second = context.new_page()
    scripted.fill_log(second, site, "OpenAI", TOLD[:1])
    person.send(second)
    words = person.words_of(second)
    person.open_receipt(second, site, words)
    assert chosen(second)[0][0] == "Choose an ask"
    person.open_receipt(second, site, first)
    assert chosen(second) == TOLD


def test_without_a_copy_replacing_makes_none(logged: Page, site: str) -> None:
    person.open_receipt(logged, site, person.words_of(logged))
    person.tell(logged, TOLD[:1])
    person.press(logged, "Seal and replace")
    scripted.heading(logged, "It is replaced")
    assert logged.evaluate(KEPT) is None


def test_one_click_wipes_every_copy_without_any_words(logged: Page, site: str) -> None:
    keep(logged)
    logged.goto(f"{site}/log/receipt/")
    logged.get_by_role("button", name=WIPE).click()
    expect(logged.get_by_text("This browser keeps no copy any more.")).to_be_visible()
    assert logged.evaluate(KEPT) is None


def test_a_changed_offer_is_in_no_copy(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    scripted.fill_log(page, site, LAB, [(ASK, person.NO_OFFER_LEFT), TOLD[1]])
    person.send(page)
    person.press(page, "Seal and send the others")
    words = person.words_of(page)
    keep(page)
    person.open_receipt(page, site, words)
    assert chosen(page) == [TOLD[1]]


def test_copies_of_a_window_that_is_over_go_by_themselves(logged: Page, site: str) -> None:
    keep(logged)
    logged.evaluate(f"localStorage['leverage-copies'] = {KEPT}.replace(/20../, '2019')")
    logged.goto(f"{site}/log/receipt/")
    expect(logged.locator(scripted.READY)).to_have_count(1)
    assert logged.evaluate(KEPT) is None


def test_with_storage_switched_off_keeping_says_why_not(logged: Page) -> None:
    logged.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }"
    )
    logged.get_by_role("button", name=KEEP).click()
    expect(logged.get_by_text("This browser would not keep it")).to_be_visible()


def test_the_pages_with_a_copy_are_sound(logged: Page, site: str) -> None:
    words = person.words_of(logged)
    watch = Watch(logged, site)
    keep(logged)
    found = list(faults(logged, scripts=True))
    logged.goto(f"{site}/log/receipt/")
    found += faults(logged, scripts=True)
    person.open_receipt(logged, site, words)
    expect(logged.get_by_text("The form is filled from the copy")).to_be_visible()
    found += faults(logged, scripts=True)
    assert found + watch.taken() == []
