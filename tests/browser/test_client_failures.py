"""What can go wrong between a person's device and the server, and the way out of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from outcomes.models import Entry, Window
from outcomes.windows import close_window
from tests.browser import person, scripted

pytestmark = pytest.mark.browser

LAB = "Anthropic"
ASK, OTHER_ASK = "Whistleblowing policy in public", "No gag clauses or equity ties"
TOLD = [(ASK, "They agreed to it")]
A_DAY_OFF = "const now = Date.now; Date.now = () => now() + {days} * 86400000;"


@pytest.fixture
def sheet(context: BrowserContext, window: Window) -> str:
    """Return the sheet that this browser keeps."""
    return scripted.kept_sheet(context, window)


@pytest.fixture
def filled(context: BrowserContext, sheet: str, site: str) -> Page:
    """Return the log page, filled."""
    page = context.new_page()
    scripted.fill_log(page, site, LAB, TOLD)
    return page


def still_filled(page: Page) -> None:
    """Everything that was typed or chosen is still there."""
    expect(page.get_by_label("Lab", exact=True)).to_have_value("anthropic")
    expect(page.get_by_label("First ask")).not_to_have_value("")
    expect(page.get_by_label("What they said").first).to_have_value("agreed")
    expect(page.get_by_role("button", name="Seal and send")).to_be_enabled()


# -- Sending -----------------------------------------------------------------------------------------


def test_a_lost_answer_is_asked_for_again_by_itself_and_gives_one_row(filled: Page) -> None:
    bodies = scripted.lose_answers(filled, "/log/", 1)
    person.send(filled)
    scripted.heading(filled, "It is stored")
    assert (len(bodies), len(set(bodies)), Entry.objects.count()) == (2, 1, 1)


def test_after_two_lost_answers_a_button_sends_the_very_same(filled: Page) -> None:
    bodies = scripted.lose_answers(filled, "/log/", 2)
    person.send(filled)
    expect(filled.get_by_role("heading", name="No answer came")).to_be_visible()
    words = person.words_of(filled)
    expect(filled.get_by_role("button", name="Send again")).to_be_focused()
    person.press(filled, "Send again")
    scripted.heading(filled, "It is stored")
    assert person.words_of(filled) == words
    assert (len(set(bodies)), Entry.objects.count()) == (1, 1)


def test_without_the_keys_nothing_is_sent_and_everything_stays(filled: Page) -> None:
    filled.route("**/log/keys/**", lambda route: route.abort())
    bodies = scripted.lose_answers(filled, "/log/", 0)
    person.send(filled)
    expect(filled.get_by_text("The keys of this window could not be fetched.")).to_be_visible()
    assert bodies == []
    still_filled(filled)
    filled.unroute("**/log/keys/**")
    person.send(filled)
    scripted.heading(filled, "It is stored")


def test_without_the_list_of_words_nothing_is_sent(filled: Page) -> None:
    filled.route("**/words.txt", lambda route: route.abort())
    person.send(filled)
    expect(filled.get_by_text("The list of receipt words could not be fetched.")).to_be_visible()
    assert not Entry.objects.exists()
    still_filled(filled)


def test_a_double_click_is_one_row(filled: Page) -> None:
    filled.get_by_role("button", name="Seal and send").dblclick()
    scripted.heading(filled, "It is stored")
    assert Entry.objects.count() == 1


def test_a_second_tab_is_told_kindly_that_the_line_is_used(
    context: BrowserContext, filled: Page, site: str
) -> None:
    second = context.new_page()
    scripted.fill_log(second, site, LAB, TOLD)
    person.send(filled)
    scripted.heading(filled, "It is stored")
    person.send(second)
    refusal = second.locator(".error-summary")
    expect(refusal).to_contain_text("This line was used before")
    expect(refusal).to_contain_text("use its eight receipt words")
    still_filled(second)
    scripted.fill_log(second, site, LAB, TOLD)
    expect(second.get_by_text(f"marked the line for {LAB} as used")).to_be_visible()
    assert Entry.objects.count() == 1


def test_a_window_that_closes_while_one_types_is_said_so(filled: Page, window: Window) -> None:
    close_window(window.name)
    person.send(filled)
    expect(filled.get_by_text("No window is open for logging just now.")).to_be_visible()
    assert not Entry.objects.exists()
    still_filled(filled)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_a_day_off_changes_nothing(
    context: BrowserContext, sheet: str, site: str, days: int
) -> None:
    context.add_init_script(A_DAY_OFF.format(days=days))
    page = context.new_page()
    scripted.fill_log(page, site, LAB, TOLD)
    person.send(page)
    scripted.heading(page, "It is stored")


def test_a_changed_offer_is_helped_with_here_and_the_rest_can_go(
    context: BrowserContext, sheet: str, site: str
) -> None:
    page = context.new_page()
    told = [(ASK, person.NO_OFFER_LEFT), (OTHER_ASK, "They agreed to it")]
    scripted.fill_log(page, site, LAB, told)
    bodies = scripted.lose_answers(page, "/log/", 0)
    person.send(page)
    scripted.heading(page, "We are sorry")
    assert bodies == []
    person.press(page, "Seal and send the others")
    scripted.heading(page, "It is stored")
    assert Entry.objects.count() == 1


def test_what_is_missing_is_said_before_anything_is_asked_for(
    context: BrowserContext, sheet: str, site: str
) -> None:
    page = context.new_page()
    page.goto(f"{site}/log/")
    person.send(page)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(4)
    summary.get_by_role("link", name="Choose the ask you raised.").click()
    expect(page.get_by_label("First ask")).to_be_focused()
    assert page.title().startswith("Error: ")


# -- The keys ----------------------------------------------------------------------------------------


def give_other_keys(page: Page) -> None:
    """Answer with a key set of another hash, as a server would that gives one person keys of their own."""

    def answer(route: Route) -> None:
        body = route.fetch().text().replace('"v":1', '"v":1 ')
        route.fulfill(body=body, content_type="application/json")

    page.route("**/log/keys/**", answer)


def assert_refuses_other_keys(page: Page) -> None:
    give_other_keys(page)
    bodies = scripted.lose_answers(page, "/log/", 0)
    person.send(page)
    refusal = page.get_by_text("These are not the keys that this program knows. Nothing was sent.")
    expect(refusal).to_be_visible(timeout=2000)
    assert bodies == []


def test_another_key_set_is_refused_and_nothing_is_sent(filled: Page) -> None:
    assert_refuses_other_keys(filled)
    still_filled(filled)


def test_a_script_that_does_not_compare_the_hash_is_seen_to_be_broken(
    context: BrowserContext, sheet: str, site: str
) -> None:
    page = context.new_page()
    scripted.altered(page, "keyset.js", "digest !== (pins[window] ?? hash)", "false")
    # The sheet remembers the hash too; this one was pasted, so only the comparison stands in the way.
    scripted.altered(page, "source.js", "sheet?.hash ?? null", "null")
    scripted.fill_log(page, site, LAB, TOLD)
    with pytest.raises(AssertionError):
        assert_refuses_other_keys(page)


def test_keys_that_are_not_those_of_the_sheet_are_refused(
    context: BrowserContext, sheet: str, site: str
) -> None:
    page = context.new_page()
    scripted.altered(page, "keyset.js", "digest !== (pins[window] ?? hash)", "false")
    scripted.fill_log(page, site, LAB, TOLD)
    give_other_keys(page)
    person.send(page)
    refusal = "These are not the keys under which your sheet was drawn."
    expect(page.get_by_text(refusal)).to_be_visible()
    assert not Entry.objects.exists()


def test_a_pin_counts_more_than_what_the_page_says(
    context: BrowserContext, window: Window, site: str
) -> None:
    page = context.new_page()
    pin = f'PINS = {{\n  "{window.name}": "{"0" * 64}",'
    scripted.altered(page, "pins.js", "PINS = {", pin)
    page.goto(f"{site}/account/signup/")
    page.get_by_label("Made-up name").fill(person.made_up_name())
    page.get_by_label("New password").fill(person.PASSWORD)
    page.get_by_label("The same password again").fill(person.PASSWORD)
    person.press(page, "Open the account")
    expect(page.get_by_role("heading", name="The sheet was not drawn")).to_be_visible()
    expect(page.get_by_text("These are not the keys that this program knows.")).to_be_visible()


# -- Where the credential comes from -----------------------------------------------------------------


def test_with_cleared_storage_the_file_or_a_pasted_line_does(
    context: BrowserContext, sheet: str, site: str, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{site}/log/")
    page.evaluate("localStorage.removeItem('leverage-sheet')")
    scripted.fill_log(page, site, LAB, TOLD)
    chooser = page.get_by_label("Your sheet, as the file you saved")
    (tmp_path / "other.txt").write_text("Nothing of ours.")
    chooser.set_input_files(tmp_path / "other.txt")
    expect(page.get_by_text("No whole line of a sheet for this window")).to_be_visible()
    page.get_by_label("Your credential for this lab").fill(person.line_for(sheet, "OpenAI"))
    person.send(page)
    expect(page.locator(".error-summary")).to_contain_text("This line belongs to another lab")
    page.get_by_label("Your credential for this lab").fill(person.line_for(sheet, LAB))
    person.send(page)
    scripted.heading(page, "It is stored")


def test_without_what_sealing_needs_the_server_does_it_and_says_so(
    context: BrowserContext, sheet: str, site: str
) -> None:
    context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = context.new_page()
    person.fill_log(page, site, LAB, TOLD, person.line_for(sheet, LAB))
    expect(page.get_by_text("so our server does it in memory")).to_be_visible()
    person.send(page)
    expect(page.locator("h1")).to_have_text("It is stored")
    assert Entry.objects.count() == 1
