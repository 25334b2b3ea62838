"""One person's way with scripts: drawn, kept, sealed and changed on the device."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from leverage.secret_words import word_list
from outcomes.crypto.contexts import nullifier_of
from outcomes.crypto.credential_lines import parse_line
from outcomes.crypto.receipts import normalise_words, receipt_hash, receipt_key
from outcomes.kinds import Response
from outcomes.models import Entry, Sheet, Window
from tests.browser import keys, person, scripted
from tests.browser.chromium import PATIENCE
from tests.outcomes.pages import opened

pytestmark = pytest.mark.browser

LAB, TABLE = "Anthropic", "anthropic"
FIRST_ASK, SECOND_ASK = "Whistleblowing policy in public", "No gag clauses or equity ties"
TOLD = [(FIRST_ASK, "They said they will consider it"), (SECOND_ASK, "They agreed to it")]


class Traffic:
    """Every request of a page, as it left the device."""

    def __init__(self, page: Page) -> None:
        self.requests: list[Request] = []
        page.on("request", lambda one: self.requests.append(one))

    def of_scripts(self) -> list[Request]:
        """Return the requests that scripts made."""
        return [one for one in self.requests if one.resource_type == "fetch"]

    def text(self) -> str:
        """Return addresses, headers and bodies of all."""
        return "\n".join(
            f"{one.url} {json.dumps(one.all_headers())} {one.post_data or ''}"
            for one in self.requests
        )


@pytest.fixture
def scripted_page(browser: Browser) -> Iterator[Page]:
    """Return a page in which scripts run; the test fails for anything the console complains of."""
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
        assert complaints == []


def by_passkey(page: Page, site: str) -> str:
    """Open an account with a passkey, and return the sheet that the browser draws then."""
    keys.Devices(page).take()
    keys.sign_up(page, site)
    person.press(page, "Make the passkey")
    person.press(page, "I have them: go on")
    expect(page.locator(scripted.READY)).to_have_count(1)
    return page.get_by_label("Your sheet", exact=True).input_value()


@pytest.mark.parametrize("sign_up", [by_passkey, scripted.sign_up])
def test_a_person_draws_logs_comes_back_replaces_and_withdraws(
    ready_keys: None,
    site: str,
    browser: Browser,
    window: Window,
    sign_up: Callable[[Page, str], str],
) -> None:
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        sheet = sign_up(page, site)
        assert Sheet.objects.count() == 1
        scripted.keep(page)
        person.sign_out(page)
        words = _log(page, site, sheet, window)
        state = context.storage_state()
    assert state["cookies"] == []
    with browser.new_context(storage_state=state) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        _replace(page, site, words, window)
        _withdraw(page, site, words)


def _log(page: Page, site: str, sheet: str, window: Window) -> list[str]:
    scripted.fill_log(page, site, LAB, TOLD)
    expect(page.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
    expect(page.get_by_label("Your credential for this lab")).to_be_hidden()
    person.send(page)
    scripted.heading(page, "It is stored")
    words = person.words_of(page)
    entry = Entry.objects.get()
    line = parse_line(person.line_for(sheet, LAB))
    assert bytes(entry.nullifier) == nullifier_of(line.input_msg)
    key = receipt_key(normalise_words(" ".join(words)))
    assert bytes(entry.receipt_hash or b"") == receipt_hash(key)
    assert [found for _ask, found in opened(window, entry).items] == ["open", "yes"]
    return words


def _replace(page: Page, site: str, words: list[str], window: Window) -> None:
    person.open_receipt(page, site, words)
    scripted.heading(page, "It is still stored")
    expect(page.get_by_label("The line that paid for it")).to_have_value(TABLE)
    person.tell(page, [(FIRST_ASK, "They said no and gave a reason")])
    person.press(page, "Seal and replace")
    scripted.heading(page, "It is replaced")
    assert [found for _ask, found in opened(window, Entry.objects.get()).items] == ["no"]


def _withdraw(page: Page, site: str, words: list[str]) -> None:
    person.open_receipt(page, site, words)
    person.withdraw(page)
    scripted.heading(page, "It is withdrawn")
    assert Entry.objects.get().sealed is None
    person.open_receipt(page, site, words)
    scripted.heading(page, "Nothing is open under these words")


def test_nothing_typed_or_chosen_leaves_the_device_in_clear(
    ready_keys: None, site: str, scripted_page: Page, window: Window
) -> None:
    page = scripted_page
    sheet = scripted.sign_up(page, site)
    scripted.keep(page)
    traffic = Traffic(page)
    scripted.fill_log(page, site, LAB, TOLD)
    person.send(page)
    words = person.words_of(page)
    assert len(words) == 8
    person.open_receipt(page, site, words)
    scripted.heading(page, "It is still stored")
    assert sheet not in traffic.text()
    assert " ".join(words) not in traffic.text()
    assert_says_nothing(traffic, window, words)


# Each lets one secret out where the shipped script seals or hashes it.
LEAKS = [
    ("kind,\n    tier,", "kind: JSON.stringify(items),\n    tier,"),
    ("receipt_key: toBase64(await receiptKey(secret))", "receipt_key: secret.join(' ')"),
]


@pytest.mark.parametrize(("sealed", "leaking"), LEAKS)
def test_a_script_that_lets_something_out_is_seen_to_do_so(
    ready_keys: None, site: str, browser: Browser, window: Window, sealed: str, leaking: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        drawn = scripted.kept_sheet(context, window)
        scripted.altered(page, "log.js", sealed, leaking)
        traffic = Traffic(page)
        scripted.fill_log(page, site, LAB, TOLD)
        person.send(page)
        with pytest.raises(AssertionError):
            assert_says_nothing(traffic, window, list(word_list()))
    assert drawn.count("lvg1.") == len(window.tables)
    assert not Entry.objects.exists()


def assert_says_nothing(traffic: Traffic, window: Window, words: list[str]) -> None:
    """No request names an ask, a response, the line of a sheet, or two words of a receipt."""
    sent = traffic.text()
    slugs = [ask["slug"] for ask in window.asks if ask["short_name"] in {FIRST_ASK, SECOND_ASK}]
    assert len(slugs) == 2
    for secret in (*slugs, "lvg1.", *(response.value for response in Response)):
        assert secret not in sent
    runs = re.findall(r"[a-z-]+(?: [a-z-]+){7}", sent)
    assert not [run for run in runs if set(run.split()) <= set(words)]


def test_what_scripts_ask_for_while_logging_carries_no_cookie_and_no_referrer(
    ready_keys: None, site: str, scripted_page: Page
) -> None:
    page = scripted_page
    scripted.sign_up(page, site)
    scripted.keep(page)
    assert {cookie.get("name") for cookie in page.context.cookies()} >= {"session"}
    traffic = Traffic(page)
    scripted.fill_log(page, site, LAB, TOLD)
    person.send(page)
    requests = traffic.of_scripts()
    # The keys, the list of words, the conversation.
    assert [one.method for one in requests] == ["GET", "GET", "POST"]
    for one in requests:
        sent = one.all_headers()
        assert [sent.get(name, "") for name in ("cookie", "referer")] == ["", ""]


def test_the_saved_file_serves_a_second_device_and_the_page_without_scripts(
    ready_keys: None, site: str, browser: Browser, scripted_page: Page, page: Page, tmp_path: Path
) -> None:
    sheet = scripted.sign_up(scripted_page, site)
    with scripted_page.expect_download() as started:
        scripted_page.get_by_role("button", name="Save as a text file").click()
    file = tmp_path / "sheet.txt"
    started.value.save_as(file)
    assert file.read_text() == sheet
    with browser.new_context() as context:
        second = context.new_page()
        scripted.fill_log(second, site, LAB, TOLD)
        second.get_by_label("Your sheet, as the file you saved").set_input_files(file)
        expect(second.get_by_text(f"Its line for {LAB} will pay for this.")).to_be_visible()
        person.send(second)
        scripted.heading(second, "It is stored")
    person.fill_log(page, site, "OpenAI", TOLD, person.line_for(sheet, "OpenAI"))
    person.send(page)
    expect(page.locator("h1")).to_have_text("It is stored")
    assert Entry.objects.count() == 2


def test_the_sheet_holds_the_fingerprint_of_the_key_set(
    ready_keys: None, site: str, scripted_page: Page, window: Window
) -> None:
    assert window.key_set_hash in scripted.sign_up(scripted_page, site)
    answer = scripted_page.request.get(f"{site}/log/keys/{window.name}/")
    assert hashlib.sha256(answer.body()).hexdigest() == window.key_set_hash


def test_logging_takes_five_steps_at_the_keyboard(
    ready_keys: None, site: str, scripted_page: Page
) -> None:
    page = scripted_page
    scripted.sign_up(page, site)
    scripted.keep(page)
    page.goto(f"{site}/log/?lab={TABLE}")
    page.get_by_label("I hold an offer from this lab, or held one").focus()
    page.keyboard.press("Space")
    for label in ("First ask", "What they said"):
        page.get_by_label(label).first.focus()
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Seal and send").focus()
    page.keyboard.press("Enter")
    scripted.heading(page, "It is stored")
    assert Entry.objects.count() == 1


def test_after_the_help_page_a_failure_leads_back_to_the_filled_form(
    ready_keys: None, site: str, browser: Browser, window: Window
) -> None:
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        scripted.kept_sheet(context, window)
        scripted.fill_log(page, site, LAB, [(FIRST_ASK, person.NO_OFFER_LEFT), TOLD[1]])
        title = page.title()
        person.send(page)
        page.route("**/log/keys/**", lambda route: route.abort())
        person.press(page, "Seal and send the others")
        expect(page.get_by_text("The keys of this window could not be fetched.")).to_be_visible()
        expect(page.get_by_label("First ask")).not_to_have_value("")
        assert page.title() == title
        page.unroute("**/log/keys/**")
        person.send(page)
        person.press(page, "Seal and send the others")
        scripted.heading(page, "It is stored")
    assert Entry.objects.count() == 1
