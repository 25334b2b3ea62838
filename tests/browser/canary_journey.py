"""The way of somebody who is marked all over, with scripts on: drawn, kept, logged, replaced, withdrawn, and more.

The marks are not those of the other canaries, which may run beside these with the same Valkey.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from asks.models import Ask, AskText, Lab
from tests.browser import composer, person, scripted, vaults
from tests.browser.chromium import PATIENCE
from tests.browser.lab_mail import MAIL
from tests.outcomes.mails import signed_mail

PEER = "127.0.0.1"  # No header: where the browser truly is.
ADDRESS, FORWARDED = "198.51.100.93", "2001:db8:93::93"
AGENT, REFERRER, COOKIE = "ScriptedAgent", "scripted-referrer", "scripted-cookie"
QUERY, TYPED, MAILED = "scripted-query", "scripted-typing", "scripted-mailing"
NAME, PASSWORD = "scripted-heron-52", "plain kettle under scripted rain"
LAB, ASK = "scripted-lighthouse", "scripted-promise"

IN_HEADERS = (ADDRESS, FORWARDED, AGENT, REFERRER, COOKIE, QUERY)
HEADERS = {
    "X-Forwarded-For": f"{ADDRESS}, {FORWARDED}",
    "X-Real-Ip": ADDRESS,
    "Forwarded": f'for={ADDRESS};for="[{FORWARDED}]"',
}
MARKED = f"{QUERY}={QUERY}&lab={LAB}&ask={ASK}"


def rename_one_lab_and_one_ask() -> None:
    """Let the catalogue hold a lab and an ask whose names are marks; a window opened later takes them over."""
    Lab.objects.filter(slug="cohere").update(slug=LAB, name=LAB, short_name=LAB)
    assert Ask.objects.filter(slug="lobbying-transparency").update(slug=ASK) == 1
    AskText.objects.filter(ask__slug=ASK).update(short_name=ASK)


@contextmanager
def marked(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser in which scripts run and that says much about itself."""
    with browser.new_context(
        user_agent=f"{AGENT}/7", extra_http_headers=HEADERS, reduced_motion="reduce"
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context


def go(page: Page, address: str) -> None:
    """Follow a marked link from a marked page; as a header of every request the browser would not send it."""
    page.goto(f"{address}?{MARKED}", referer=f"https://{REFERRER}.example/")


def look_around(page: Page, site: str) -> None:
    """Bring a cookie of one's own, an address that says much, and a word to search for."""
    page.context.add_cookies([{"name": "other", "value": COOKIE, "url": site}])
    go(page, f"{site}/asks/")
    with page.expect_response("**q=*"):
        page.get_by_role("searchbox").press_sequentially(TYPED)


def journey(page: Page, site: str) -> Iterator[str]:
    """Name each stop of the way, at which nothing of the person may be found."""
    look_around(page, site)
    sheet = _draw(page, site)
    yield "the sheet is drawn and kept, in a vault too"
    words = _log(page, site)
    yield "a conversation is stored"
    _replace(page, site, words)
    yield "it is replaced"
    person.open_receipt(page, site, words)
    person.withdraw(page)
    scripted.heading(page, "It is withdrawn")
    yield "it is withdrawn"
    _write_a_letter(page, site)
    _show_a_mail(page, site, person.line_for(sheet, "Anthropic"))
    _come_back(page, site)
    yield "all is done"


def _draw(page: Page, site: str) -> str:
    go(page, f"{site}/account/signup/")
    page.get_by_label("Made-up name").fill(NAME)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    person.press(page, "Open the account")
    sheet = page.get_by_label("Your sheet", exact=True).input_value()
    assert f"\n{LAB}: lvg1." in sheet
    expect(page.locator(scripted.READY)).to_have_count(1)
    scripted.keep(page)
    vaults.draw_words(page)
    page.get_by_role("button", name="I have them: put it in").click()
    expect(page.get_by_role("heading", name="The vault holds your sheet")).to_be_visible()
    person.sign_out(page)
    return sheet


def _log(page: Page, site: str) -> list[str]:
    go(page, f"{site}/log/")
    scripted.fill_log(page, site, LAB, [(ASK, "They agreed to it")])
    person.send(page)
    scripted.heading(page, "It is stored")
    return person.words_of(page)


def _replace(page: Page, site: str, words: list[str]) -> None:
    person.open_receipt(page, site, words)
    scripted.heading(page, "It is still stored")
    person.tell(page, [(ASK, "They said no and gave a reason")])
    person.press(page, "Seal and replace")
    scripted.heading(page, "It is replaced")


def _write_a_letter(page: Page, site: str) -> None:
    composer.open_composer(page, site)
    composer.choose(page, ASK, lab=LAB)
    for field in page.locator("[data-own]").all():
        field.fill(TYPED)
    page.locator("#letter").press_sequentially(TYPED)
    # Of what the letter can be taken along with, whatever opens no other window.
    page.evaluate("window.open = window.print = () => {}")
    for button in page.locator("#take button").all():
        button.click()
    assert TYPED in composer.letter_of(page)


def _show_a_mail(page: Page, site: str, line: str) -> None:
    fields = {
        "From": f"Ada Recruiter <ada@{MAIL.domain}>",
        "To": f"Candidate <{MAILED}@home.example>",
        "Subject": MAILED,
        "Date": email.utils.format_datetime(dt.datetime.now(dt.UTC)),
    }
    header = signed_mail(fields, domain=MAIL.domain, t="", h="from:to:subject:date")
    body = b"\r\n" + MAILED.encode()
    # Without the sheet that the browser keeps, the line is pasted.
    page.evaluate("localStorage.clear()")
    go(page, f"{site}/log/verify/")
    file = FilePayload(name=f"{MAILED}.eml", mimeType="message/rfc822", buffer=header + body)
    page.get_by_label("The mail as a file").set_input_files(file)
    expect(page.locator("#mail-said")).to_contain_text(MAILED)
    page.get_by_label("Your credential for this lab").fill(line)
    person.press(page, "Check and exchange")
    expect(page.get_by_label("Your verified line")).to_have_value(re.compile("^Anthropic: lvg1."))


def _come_back(page: Page, site: str) -> None:
    """Mistype the password, then sign in, look at the vault, and stay signed in."""
    for typed in (TYPED, PASSWORD):
        go(page, f"{site}/account/login/")
        page.get_by_label("Made-up name").fill(NAME)
        page.get_by_label("Password").fill(typed)
        person.press(page, "Sign in")
    vaults.visit(page, site)
    vaults.type_words(page, [TYPED] * 6)
    vaults.told(page, "This does not open the vault.")
