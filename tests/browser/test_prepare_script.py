"""The composer with scripts: nothing leaves the device, nothing written is lost."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urldefrag, urlsplit

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser import person
from tests.browser.composer import (
    ASKS,
    LAB,
    PRAISED,
    choose,
    letter_of,
    open_composer,
    scripted,
)

pytestmark = pytest.mark.browser

MARKER = "zebrafinch"
STAGES = ("offer_received", "declining", "accepting")
SWITCH = ("I have the offer", "I am turning it down", "I am joining")


def test_nothing_chosen_or_typed_leaves_the_device(browser: Browser, site: str) -> None:
    with scripted(browser, permissions=["clipboard-write"]) as page:
        open_composer(page, site)
        requests: list[Request] = []
        page.on("request", lambda request: requests.append(request))
        for stage, after in zip(STAGES, SWITCH[1:] + SWITCH[:1], strict=True):
            expect(page).to_have_url(f"{site}/prepare/{stage}/")
            fill_everything(page, PRAISED if stage == "accepting" else ASKS)
            press_everything(page)
            page.get_by_role("button", name=after).click()
            expect(page.get_by_text("does not come along")).to_be_visible()
            person.press(page, after)
        posted = [request.post_data for request in requests if request.method == "POST"]
        told = "\n".join(told_by(request) for request in requests)
        stored = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
        assert page.context.cookies() == []
    assert posted == ["offer_held=yes"] * 3
    assert stored == [0, 0, ""]
    assert [word for word in (MARKER, LAB, *ASKS, *PRAISED) if word in told] == []


def fill_everything(page: Page, asks: tuple[str, ...]) -> None:
    choose(page, *asks)
    if page.get_by_label("I chose a more careful employer").count():
        page.get_by_label("I chose a more careful employer").check()
    for field in page.locator("[data-own]").all():
        field.fill(MARKER)
    expect(page.locator("#letter")).to_contain_text(MARKER)
    page.locator("#letter").press_sequentially(MARKER)
    page.get_by_label("Plain").check()


def press_everything(page: Page) -> None:
    """Press every button of the page but those that leave it, and follow every key of the form."""
    page.locator("#own-words").press("Tab")
    page.locator("#make button").click()
    for name in ("Keep my text", "Write it anew from the choices", "Bring back my text"):
        if name != "Keep my text":
            page.get_by_label("Short").check()
        if page.get_by_role("button", name=name).is_visible():
            page.get_by_role("button", name=name).click()
    page.evaluate("window.open = window.print = () => {}")
    for button in page.locator(":is(#take, #reminder) button").all():
        button.click()


def told_by(request: Request) -> str:
    """Return all that a request tells; what follows the # of its address never leaves the browser."""
    headers = [f"{name}: {value}" for name, value in request.all_headers().items()]
    return "\n".join([urldefrag(request.url).url, *headers, request.post_data or ""])


def test_lab_and_asks_come_along_to_another_stage_and_leave_the_address(
    browser: Browser, site: str
) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, *ASKS)
        person.press(page, "I am turning it down")
        expect(page).to_have_url(f"{site}/prepare/declining/")
        expect(page.get_by_label("Lab", exact=True)).to_have_value(LAB)
        for number, slug in enumerate(ASKS, start=1):
            expect(page.locator(f"#id_ask_{number}")).to_have_value(slug)
        assert letter_of(page).startswith("Hi [name],\n\nThank you so much for the offer")


def test_an_address_may_name_what_is_not_here(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        page.evaluate("document.querySelector('form').action += '#lab=nowhere&ask=nothing&ask='")
        page.evaluate("document.getElementById('only-yes').action += '#lab=nowhere&ask=nothing'")
        with page.expect_navigation():
            page.evaluate("document.getElementById('only-yes').submit()")
        expect(page.get_by_label("Lab", exact=True)).to_have_value("")
        expect(page.get_by_text("No draft yet.")).to_be_visible()


def test_a_text_that_was_changed_is_never_overwritten(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, ASKS[0])
        letter = page.locator("#letter")
        letter.press("Control+Home")
        letter.press_sequentially("Mine: ")
        page.get_by_label("Formal").check()
        expect(page.get_by_text("You changed the text")).to_be_visible()
        assert letter_of(page).startswith("Mine: Hi [name],")
        page.get_by_role("button", name="Keep my text").click()
        expect(page.get_by_text("You changed the text")).to_be_hidden()
        expect(letter).to_be_focused()
        page.get_by_label("Short").check()
        page.get_by_role("button", name="Write it anew from the choices").click()
        assert letter_of(page).startswith("Dear [name],")
        expect(letter).to_be_focused()
        letter.press("Control+Home")
        letter.press_sequentially("Second: ")
        page.get_by_role("button", name="Bring back my text").click()
        assert letter_of(page).startswith("Mine: Hi [name],")
        page.get_by_role("button", name="Bring back my text").click()
        assert letter_of(page).startswith("Second: Dear [name],")
        page.get_by_label("Lab", exact=True).select_option("")
        assert letter_of(page).startswith("Second: Dear [name],")


def test_own_words_fill_the_blanks_and_stay_text(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, ASKS[0])
        page.get_by_label("The recruiter’s name").fill("<b>Ada</b> {you} $&")
        page.get_by_label("Your name").fill("Grace")
        page.get_by_label("A sentence of your own").fill("<img src=x onerror=alert(1)> & so on")
        text = letter_of(page)
        assert text.startswith("Hi <b>Ada</b> {you} $&,\n\n")
        assert "\n\n<img src=x onerror=alert(1)> & so on\n\n" in text
        assert text.endswith("\nGrace")
        expect(page.locator("#letter :is(b, img)")).to_have_count(0)


def test_a_careful_employer_is_asked_for_once_it_is_ticked(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        open_composer(page, site, "declining")
        choose(page, ASKS[0])
        expect(page.get_by_label("The employer you chose")).to_be_hidden()
        page.get_by_label("I chose a more careful employer").check()
        page.get_by_label("The employer you chose").fill("The Lighthouse")
        assert "I am going to The Lighthouse," in letter_of(page)


def test_too_long_a_text_stays_and_the_draft_keeps_the_last_good_one(
    browser: Browser, site: str
) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, ASKS[0])
        field = page.get_by_label("A sentence of your own")
        field.fill("é" * 600)
        expect(field).to_have_attribute("aria-invalid", "false")
        before = letter_of(page)
        assert "é" * 600 in before
        field.fill("x" * 5_000)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(
            "It stands after the thanks. At most 600 signs. Error: This is too long. Make it shorter,"
            " and the draft takes it over; until then the draft stays as it was. 5000 of 600 signs"
        )
        expect(field).to_have_value("x" * 5_000)
        page.get_by_label("Your name").fill("Grace")
        assert letter_of(page) == before.replace("[your name]", "Grace")


def test_an_ask_is_taken_out_of_the_other_slots(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, ASKS[0])
        there = page.locator(f"#id_ask_2 option[value={ASKS[0]}]")
        expect(there).to_be_disabled()
        page.locator("#id_ask_1").select_option(ASKS[1])
        expect(there).to_be_enabled()


def test_an_ask_that_another_lab_has_in_place_is_named_and_comes_back(
    browser: Browser, site: str
) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, "security-audits-bounty", ASKS[0], lab="mistral")
        page.get_by_label("Lab", exact=True).select_option(LAB)
        expect(page.locator("#id_ask_1")).to_have_value("")
        gone = "You had chosen “Paid bug and jailbreak bounties”. OpenAI has this in place already"
        expect(page.locator("#facts-1")).to_contain_text(gone)
        expect(page.locator("#said")).to_contain_text(gone)
        expect(page.locator("#id_ask_2")).to_have_value(ASKS[0])
        page.get_by_label("Lab", exact=True).select_option("mistral")
        expect(page.locator("#id_ask_1")).to_have_value("security-audits-bounty")


def test_what_is_missing_is_said_at_its_field(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        page.get_by_role("button", name="Write the draft").click()
        lab = page.get_by_label("Lab", exact=True)
        expect(lab).to_be_focused()
        expect(lab).to_have_accessible_description("Error: Choose the lab that made you the offer.")
        lab.select_option(LAB)
        expect(lab).to_have_attribute("aria-invalid", "false")
        page.get_by_role("button", name="Write the draft").click()
        expect(page.locator("#id_ask_1")).to_be_focused()
        page.locator("#id_ask_1").select_option(ASKS[0])
        expect(page.locator(".has-error")).to_have_count(0)


def test_files_and_mail_carry_the_text_as_it_stands(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, *ASKS)
        for typed in ("", "Dear all, "):
            page.locator("#letter").press("Control+Home")
            page.locator("#letter").press_sequentially(typed)
            name, saved = saved_by(page, "Download as text", tmp_path)
            assert (name, saved) == ("draft.txt", letter_of(page).rstrip() + "\n")
            assert saved.startswith(f"{typed}Hi [name],\n\n")
            address = urlsplit(
                page.get_by_role("link", name="Open in your mail").get_attribute("href") or ""
            )
            asked = parse_qs(address.query)
            assert (address.scheme, address.path, set(asked)) == (
                "mailto",
                "",
                {"subject", "body"},
            )
            assert asked["body"] == [saved.replace("\n", "\r\n")]


def test_the_reminder_is_a_calendar_that_says_nothing(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with scripted(browser) as page:
        open_composer(page, site)
        choose(page, *ASKS)
        name, saved = saved_by(page, "Save a reminder for ten days from now", tmp_path)
    assert name == "reminder.ics"
    assert "\n" not in saved.replace("\r\n", "")
    [event] = Calendar.from_ical(saved).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Follow up"
    assert [word for word in ("openai", "leverage", "safety", "ask") if word in saved.lower()] == []


def saved_by(page: Page, button: str, folder: Path) -> tuple[str, str]:
    """Press a button that saves a file; return its name and what is in it, line ends and all."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    path = folder / "saved"
    download.value.save_as(path)
    return download.value.suggested_filename, path.read_bytes().decode()


def test_copying_puts_the_text_on_the_clipboard(browser: Browser, site: str) -> None:
    with scripted(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        open_composer(page, site)
        choose(page, *ASKS)
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == letter_of(page) + "\n"


def test_copying_works_where_there_is_no_clipboard_to_ask(browser: Browser, site: str) -> None:
    with scripted(browser) as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        open_composer(page, site)
        choose(page, ASKS[0])
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("#said")).to_have_text("Copied")
        page.locator("#own-words").press("Control+V")
        expect(page.locator("#own-words")).to_have_value(letter_of(page))
