"""The deciding ask and what became of an ask, in a browser: with scripts and without."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from leverage.sheets import sheet_sections, sheet_text
from outcomes.client_half import draw_credentials
from outcomes.credentials import slots_to_draw
from outcomes.crypto.credential_lines import parse_line
from outcomes.models import Entry, Window
from outcomes.statistics.parameters import MAX_TABLES
from tests.browser import person, scripted
from tests.browser.chromium import PATIENCE
from tests.browser.later_window import delivery_line, fill_delivery, open_later_window
from tests.browser.soundness import Watch, faults
from tests.outcomes.factories import make_account
from tests.outcomes.pages import opened

pytestmark = pytest.mark.browser

LAB, TABLE = "Anthropic", "anthropic"
FIRST_ASK, SECOND_ASK = "Whistleblowing policy in public", "No gag clauses or equity ties"
TOLD = [(FIRST_ASK, "They said they will consider it"), (SECOND_ASK, "They agreed to it")]
DECIDED = "Did one of these asks decide it for you?"
BROKEN, PARTLY = "They broke it", "They kept part of it"


@pytest.fixture
def site(live_server: LiveServer, fresh_memory: None) -> str:
    """Return the address of a site without a window yet."""
    url: str = live_server.url
    return url


@pytest.fixture
def window(ready_keys: None, site: str) -> Window:
    """Return an open window of both kinds."""
    return open_later_window()


def slugs(window: Window) -> dict[str, str]:
    """Return the asks of a window by the names that forms show."""
    return {ask["short_name"]: ask["slug"] for ask in window.asks}


def decide(page: Page, value: str) -> None:
    """Choose the ask that decided."""
    page.get_by_label(DECIDED).select_option(value=value)


# -- The deciding ask ----------------------------------------------------------------------------------


def test_what_decided_is_sealed_kept_in_the_copy_and_can_be_replaced(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    scripted.kept_sheet(context, window)
    scripted.fill_log(page, site, LAB, TOLD)
    decide(page, "joined_for:3")
    person.send(page)
    expect(page.locator("#id_decided_error")).to_contain_text("Your third ask is empty.")
    expect(page.get_by_label(DECIDED)).to_have_value("joined_for:3")
    assert not Entry.objects.exists()
    decide(page, "joined_for:2")
    person.send(page)
    scripted.heading(page, "It is stored")
    decided = (slugs(window)[SECOND_ASK], "joined_for")
    assert opened(window, Entry.objects.get()).decided == decided
    words = person.words_of(page)
    page.get_by_role("button", name="Keep a copy in this browser to edit from").click()
    expect(page.get_by_text("This browser keeps the copy now.")).to_be_visible()
    person.open_receipt(page, site, words)
    expect(page.get_by_label(DECIDED)).to_have_value("joined_for:2")
    decide(page, "turned_down_over:1")
    person.press(page, "Seal and replace")
    scripted.heading(page, "It is replaced")
    decided = (slugs(window)[FIRST_ASK], "turned_down_over")
    assert opened(window, Entry.objects.get()).decided == decided


@pytest.mark.parametrize(("slot", "stays"), [(1, False), (2, True)])
def test_a_changed_offer_over_the_deciding_ask_is_not_sent_as_what_decided_either(
    context: BrowserContext, window: Window, site: str, slot: int, *, stays: bool
) -> None:
    page = context.new_page()
    scripted.kept_sheet(context, window)
    scripted.fill_log(page, site, LAB, [(FIRST_ASK, person.NO_OFFER_LEFT), TOLD[1]])
    decide(page, f"turned_down_over:{slot}")
    person.send(page)
    person.press(page, "Seal and send the others")
    scripted.heading(page, "It is stored")
    found = opened(window, Entry.objects.get())
    rest = slugs(window)[SECOND_ASK]
    assert found.items == ((rest, "yes"),)
    assert found.decided == ((rest, "turned_down_over") if stays else None)


# -- What became of an ask -----------------------------------------------------------------------------


def test_the_kept_sheet_pays_and_only_its_own_line_is_marked(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    sheet = scripted.kept_sheet(context, window)
    fill_delivery(page, site, LAB, [(FIRST_ASK, BROKEN)])
    expect(page.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    person.send(page)
    scripted.heading(page, "It is stored")
    words = person.words_of(page)
    [entry] = Entry.objects.all()
    line = parse_line(delivery_line(sheet, LAB))
    assert opened(window, entry).input_msg == line.input_msg
    assert opened(window, entry).items == ((slugs(window)[FIRST_ASK], "broken"),)
    assert page.evaluate("JSON.parse(localStorage['leverage-sheet']).spent") == [
        f"{TABLE}|delivery"
    ]
    scripted.fill_log(page, site, LAB, TOLD)
    expect(page.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    _replace(page, site, words, window)


def _replace(page: Page, site: str, words: list[str], window: Window) -> None:
    person.open_receipt(page, site, words)
    line = page.get_by_label("The line that paid for it")
    expect(line).to_have_value(f"{TABLE}|delivery")
    expect(line.locator("option:checked")).to_have_text(f"{LAB}, kept or broken")
    person.tell(page, [(FIRST_ASK, PARTLY), TOLD[1]])
    decide(page, "joined_for:2")
    person.press(page, "Seal and replace")
    expect(page.locator("#id_response_2_error")).to_contain_text("Choose whether they kept it.")
    expect(page.locator("#id_decided_error")).to_contain_text("Choose No, or not yet.")
    assert opened(window, Entry.objects.get()).items[0][1] == "broken"
    person.tell(page, [(FIRST_ASK, PARTLY), (SECOND_ASK, "They kept it")])
    decide(page, "")
    person.press(page, "Seal and replace")
    scripted.heading(page, "It is replaced")
    found = [became for _ask, became in opened(window, Entry.objects.get()).items]
    assert found == ["partly", "kept"]


def test_a_pasted_line_of_the_other_kind_is_refused_in_words_before_anything_is_sent(
    context: BrowserContext, window: Window, site: str
) -> None:
    account = make_account()
    credentials = draw_credentials(account, window, today=timezone.now().date())
    sheet = sheet_text(window, credentials)
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method))
    fill_delivery(page, site, LAB, [(FIRST_ASK, BROKEN)])
    page.get_by_label("Your credential for this lab").fill(person.line_for(sheet, LAB))
    person.send(page)
    error = page.locator("#id_credential_error")
    expect(error).to_contain_text("This line is for a conversation.")
    scripted.fill_log(page, site, LAB, TOLD)
    page.get_by_label("Your credential for this lab").fill(delivery_line(sheet, LAB))
    person.send(page)
    expect(error).to_contain_text("This line is for what became of an ask")
    assert "POST" not in sent


@pytest.mark.parametrize("scripts", [True, False])
def test_the_pages_of_a_later_window_are_sound(
    browser: Browser, window: Window, site: str, *, scripts: bool
) -> None:
    found: list[str] = []
    with browser.new_context(java_script_enabled=scripts, reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        watch = Watch(page, site)
        for path in ("/log/delivery/", "/log/"):
            page.goto(site + path)
            found += faults(page, scripts=scripts)
            person.send(page)
            expect(page.locator("#id_credential_error")).to_have_count(1)
            found += faults(page, scripts=scripts)
        assert found + watch.taken() == []


def test_it_all_works_without_scripts(page: Page, window: Window, site: str) -> None:
    sheet = person.sign_up(page, site)
    fill_delivery(page, site, LAB, [(FIRST_ASK, BROKEN)])
    page.get_by_label("Your credential for this lab").fill(delivery_line(sheet, LAB))
    person.send(page)
    expect(page.locator("h1")).to_have_text("It is stored")
    person.open_receipt(page, site, person.words_of(page))
    person.tell(page, [(FIRST_ASK, "They kept it")])
    page.get_by_label("Your credential for this lab").fill(delivery_line(sheet, LAB))
    person.press(page, "Seal and replace")
    expect(page.locator("h1")).to_have_text("It is replaced")
    [entry] = Entry.objects.all()
    assert opened(window, entry).items == ((slugs(window)[FIRST_ASK], "kept"),)
    person.fill_log(page, site, LAB, TOLD, person.line_for(sheet, LAB))
    decide(page, "turned_down_over:1")
    person.send(page)
    expect(page.locator("h1")).to_have_text("It is stored")
    second = Entry.objects.exclude(pk=entry.pk).get()
    assert opened(window, second).decided == (slugs(window)[FIRST_ASK], "turned_down_over")


# -- The sheet -----------------------------------------------------------------------------------------


def test_the_largest_sheet_fits_one_request_and_has_the_words_of_the_server(
    ready_keys: None, context: BrowserContext, site: str
) -> None:
    window = open_later_window(MAX_TABLES)
    page = context.new_page()
    watch = Watch(page, site)
    bodies = scripted.lose_answers(page, "/account/credentials/", 0)
    sheet = scripted.sign_up(page, site)
    slots = slots_to_draw(window)
    assert (len(slots), re.findall(r'"([a-z0-9-]+\|[a-z]+)":', bodies[0])) == (26, slots)
    written = [
        part
        for section in sheet_sections(window)
        for part in (*section.head, "", *section.labels.values(), "")
    ]
    assert [line.partition(": lvg1.")[0] for line in sheet.split("\n")] == written
    found = [parse_line(line).context for line in sheet.split("\n") if "lvg1." in line]
    assert [f"{one.table}|{one.kind}" for one in found] == slots
    assert [*faults(page, scripts=True), *watch.taken()] == []
