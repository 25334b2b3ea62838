"""One person's way in Firefox, from the sheet to the withdrawal, over more than one life of the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from leverage.models import User
from outcomes.credentials import slots_to_draw
from outcomes.kinds import Response
from outcomes.models import Entry, Window
from outcomes.windows import close_window
from tests.browser import person, scripted, vaults
from tests.browser.chromium import PATIENCE
from tests.firefox.arrivals import Arrivals
from tests.firefox.launching import Firefox
from tests.outcomes.pages import opened

LAB, TABLE = "Anthropic", "anthropic"
FIRST_ASK, SECOND_ASK = "Whistleblowing policy in public", "No gag clauses or equity ties"
TOLD = [(FIRST_ASK, "They said they will consider it"), (SECOND_ASK, "They agreed to it")]
WILL_PAY = f"Its line for {LAB} will pay for this."

# Notes each line of progress: most are gone before a test could look.
NOTE_PROGRESS = """window.seen = [];
new MutationObserver(() => {
  const bar = document.querySelector("progress");
  if (bar) window.seen.push(bar.labels[0].textContent);
}).observe(document, { childList: true, subtree: true });"""


@pytest.fixture
def arrivals(monkeypatch: pytest.MonkeyPatch) -> Arrivals:
    """Watch what reaches the site."""
    return Arrivals(monkeypatch)


@pytest.fixture
def filled(context: BrowserContext, window: Window, site: str) -> Page:
    """Return the log page, filled, in a Firefox that keeps a sheet."""
    scripted.kept_sheet(context, window)
    page = context.new_page()
    scripted.fill_log(page, site, LAB, TOLD)
    return page


def stored(page: Page, window: Window) -> list[str]:
    """Send the filled page, look at what lies in the database, and return the words of the receipt."""
    expect(page.get_by_text(WILL_PAY)).to_be_visible()
    person.send(page)
    scripted.heading(page, "It is stored")
    assert [found for _ask, found in opened(window, Entry.objects.get()).items] == ["open", "yes"]
    return person.words_of(page)


def test_a_kept_sheet_and_a_receipt_outlive_the_browser(
    engine: Firefox, site: str, window: Window
) -> None:
    with engine.with_profile("kept") as context:
        [page] = context.pages
        page.add_init_script(NOTE_PROGRESS)
        sheet = scripted.sign_up(page, site)
        count = len(slots_to_draw(window))
        seen = page.evaluate("window.seen")
        assert {f"Preparing your sheet: {one} of {count}" for one in range(1, count + 1)} <= set(
            seen
        )
        assert sheet.count("lvg1.") == len(window.tables)
        scripted.keep(page)
        person.sign_out(page)
        scripted.fill_log(page, site, LAB, TOLD)
        words = stored(page, window)
        assert len(words) == 8
    with engine.with_profile("kept") as context:
        [page] = context.pages
        page.goto(f"{site}/log/")
        expect(page.get_by_text("Your sheet is in this browser.")).to_be_visible()
        replaced_and_withdrawn(page, site, words, window)


def replaced_and_withdrawn(page: Page, site: str, words: list[str], window: Window) -> None:
    """Change a stored conversation with the words of its receipt, then take it back."""
    person.open_receipt(page, site, words)
    scripted.heading(page, "It is still stored")
    person.tell(page, [(FIRST_ASK, "They said no and gave a reason")])
    person.press(page, "Seal and replace")
    scripted.heading(page, "It is replaced")
    assert [found for _ask, found in opened(window, Entry.objects.get()).items] == ["no"]
    person.open_receipt(page, site, words)
    person.withdraw(page)
    scripted.heading(page, "It is withdrawn")
    assert Entry.objects.get().sealed is None


def test_a_saved_file_and_a_vault_bring_the_sheet_to_a_second_firefox(
    engine: Firefox, context: BrowserContext, site: str, window: Window, tmp_path: Path
) -> None:
    file = tmp_path / "sheet.txt"
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as a text file").click()
    started.value.save_as(file)
    assert file.read_text() == sheet
    words = vaults.draw_words(page)
    page.get_by_role("button", name="I have them: put it in").click()
    expect(page.get_by_role("heading", name="The vault holds your sheet")).to_be_focused()
    with engine.started() as second, second.new_context() as elsewhere:
        elsewhere.set_default_timeout(PATIENCE)
        page = elsewhere.new_page()
        scripted.fill_log(page, site, LAB, TOLD)
        expect(page.get_by_text(WILL_PAY)).to_be_hidden()
        page.get_by_label("Your sheet, as the file you saved").set_input_files(file)
        stored(page, window)
        vaults.sign_in(page, site, User.objects.get().username)
        vaults.visit(page, site)
        vaults.type_words(page, [*words[1:], words[0]])
        vaults.told(page, "This does not open the vault. Nothing is lost")
        vaults.type_words(page, words)
        assert vaults.opened(page) == sheet


def test_a_request_whose_answer_was_lost_is_repeated_and_gives_one_row(
    filled: Page, arrivals: Arrivals
) -> None:
    arrivals.lose_answers("/log/", 1)
    person.send(filled)
    scripted.heading(filled, "It is stored")
    bodies = arrivals.posted("/log/")
    assert (len(bodies), len(set(bodies)), Entry.objects.count()) == (2, 1, 1)


def test_while_no_answer_comes_a_button_sends_the_very_same(
    filled: Page, arrivals: Arrivals
) -> None:
    # Firefox itself repeats a request whose connection ends without a word, so it is not known how often.
    arrivals.lose_answers("/log/", 100)
    person.send(filled)
    expect(filled.get_by_role("heading", name="No answer came")).to_be_visible()
    words = person.words_of(filled)
    arrivals.lose_answers("/log/", 0)
    person.press(filled, "Send again")
    scripted.heading(filled, "It is stored")
    bodies = arrivals.posted("/log/")
    assert person.words_of(filled) == words
    assert (len(bodies) > 2, len(set(bodies)), Entry.objects.count()) == (True, 1, 1)


def test_a_draw_whose_answer_was_lost_is_repeated_to_the_byte(
    context: BrowserContext, site: str, window: Window, arrivals: Arrivals
) -> None:
    arrivals.lose_answers("/account/credentials/", 1)
    sheet = scripted.sign_up(context.new_page(), site)
    assert sheet.count("lvg1.") == len(window.tables)
    bodies = arrivals.posted("/account/credentials/")
    assert (len(bodies), len(set(bodies))) == (2, 1)
    assert b"lvg1" not in bodies[0]


def test_nothing_that_was_chosen_arrives_in_clear(
    filled: Page, window: Window, arrivals: Arrivals
) -> None:
    person.send(filled)
    scripted.heading(filled, "It is stored")
    words = person.words_of(filled)
    [body] = arrivals.posted("/log/")
    slugs = [ask["slug"] for ask in window.asks if ask["short_name"] in {FIRST_ASK, SECOND_ASK}]
    assert len(slugs) == 2
    for secret in (*slugs, "lvg1.", " ".join(words), *(one.value for one in Response)):
        assert secret.encode() not in body


def test_another_key_set_is_refused_in_words_and_nothing_is_sent(
    filled: Page, arrivals: Arrivals
) -> None:
    filled.route("**/log/keys/**", lambda route: route.fulfill(json={"v": 1}))
    person.send(filled)
    refusal = "These are not the keys that this program knows. Nothing was sent."
    expect(filled.get_by_text(refusal)).to_be_visible()
    assert arrivals.posted("/log/") == []
    filled.unroute("**/log/keys/**")
    person.send(filled)
    scripted.heading(filled, "It is stored")


def test_a_window_that_closes_meanwhile_is_said_so(filled: Page, window: Window) -> None:
    close_window(window.name)
    person.send(filled)
    expect(filled.get_by_text("No window is open for logging just now.")).to_be_visible()
    assert not Entry.objects.exists()


def test_with_storage_switched_off_a_pasted_line_pays(
    context: BrowserContext, site: str, window: Window
) -> None:
    context.add_init_script(scripted.BLOCKED)
    page = context.new_page()
    sheet = scripted.sign_up(page, site)
    page.get_by_role("button", name="Keep it in this browser").click()
    expect(page.get_by_text("This browser would not keep it")).to_be_visible()
    scripted.fill_log(page, site, LAB, TOLD)
    page.get_by_label("Your credential for this lab").fill(person.line_for(sheet, LAB))
    person.send(page)
    scripted.heading(page, "It is stored")
