"""A mail chosen as a file: its signed header fills the field, and nothing else of it is sent."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Request, expect

from tests.browser import person
from tests.browser.chromium import PATIENCE
from tests.browser.lab_mail import header, store_lab_key
from tests.browser.scripted import wake

pytestmark = pytest.mark.browser

BODY = "the body that stays at home"
UNSIGNED = b"Received: from a by b\r\n for the candidate\r\nX-Secret: not signed\r\n"


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """Return a page in which scripts run."""
    with browser.new_context() as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


@pytest.fixture
def lab_key(db: None) -> None:
    """Let the lab's key be in the store."""
    store_lab_key()


def choose(page: Page, mail: bytes) -> None:
    """Choose a mail in the way that a person does."""
    file = FilePayload(name="offer.eml", mimeType="message/rfc822", buffer=mail)
    page.get_by_label("The mail as a file").set_input_files(file)


def test_a_chosen_mail_is_cut_down_to_its_signed_header_and_exchanged(
    ready_keys: None, scripted: Page, site: str, lab_key: None
) -> None:
    line = person.line_for(person.sign_up(scripted, site), "Anthropic")
    sent: list[Request] = []
    signed = header()
    scripted.goto(f"{site}/log/verify/")
    wake(scripted)
    scripted.on("request", lambda request: sent.append(request))
    choose(scripted, UNSIGNED + signed + b"\r\n" + BODY.encode())

    field = scripted.get_by_label("The signed header of the mail")
    expect(field).to_have_value(signed.decode().replace("\r\n", "\n").rstrip("\n"))
    expect(scripted.locator("#mail-said")).to_contain_text("Subject: Your offer, and what follows")
    expect(scripted.locator("#mail-said")).to_contain_text("To: Candidate <me@home.example>")
    assert [request.url for request in sent] == []

    scripted.get_by_label("Your credential for this lab").fill(line)
    person.press(scripted, "Check and exchange")
    expect(scripted.get_by_role("heading", level=1)).to_have_text("Your line is verified")
    assert scripted.get_by_label("Your verified line").input_value().startswith("Anthropic: lvg1.")
    [posted] = [json.loads(request.post_data) for request in sent if request.post_data]
    posted = base64.b64decode(posted["headers"]).decode()
    assert posted == signed.decode().replace("\r\n", "\n").rstrip("\n")
    for kept in ("body", "Received", "Secret", "offer.eml"):
        assert kept not in posted


def test_of_repeated_fields_the_lowest_is_taken_and_a_second_sender_stays_in_sight(
    ready_keys: None, scripted: Page, site: str
) -> None:
    scripted.goto(f"{site}/log/verify/")
    upper, lower = b"X-Twice: upper\r\n", b"X-Twice: lower\r\n"
    signed = header().replace(b"h=from:", b"h=x-twice:from:")
    choose(scripted, upper + b"From: eve@else.example\r\n" + signed + lower + b"\r\n")
    field = scripted.get_by_label("The signed header of the mail")
    expect(field).not_to_have_value("")
    value = field.input_value()
    assert re.findall(r"^X-Twice: (\w+)", value, re.MULTILINE) == ["lower"]
    assert len(re.findall(r"^From:", value, re.MULTILINE)) == 2


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (b"From: a@b.example\r\nSubject: x\r\n\r\nDKIM-Signature: v=1", "bears no DKIM-Signature"),
        (b"\x89PNG\r\n\x1a\n", "No mail header was found"),
        (b"", "No mail header was found"),
    ],
)
def test_a_file_without_a_signed_header_is_refused_in_words(
    ready_keys: None, scripted: Page, site: str, mail: bytes, said: str
) -> None:
    scripted.goto(f"{site}/log/verify/")
    choose(scripted, mail)
    expect(scripted.locator("#mail-said")).to_contain_text(said)
    expect(scripted.get_by_label("The signed header of the mail")).to_have_value("")


def test_without_scripts_there_is_no_chooser_that_does_nothing(
    ready_keys: None, page: Page, site: str
) -> None:
    page.goto(f"{site}/log/verify/")
    expect(page.get_by_label("The mail as a file")).to_be_hidden()
    expect(page.get_by_label("The signed header of the mail")).to_be_visible()
