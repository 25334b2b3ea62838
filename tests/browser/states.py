"""The states that no address leads to: what the site shows after something was done."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from playwright.sync_api import Page

from tests.browser import composer, person

NOTHING = " ".join(["abacus"] * 8)


def states(page: Page, site: str) -> Iterator[str]:
    """Name each state while the page stands in it. It ends signed in, with a conversation withdrawn."""
    page.goto(f"{site}/asks/?q=qqqq&lab=anthropic")
    yield "asks: nothing found"
    page.goto(f"{site}/labs/compare/?lab=anthropic&lab=openai&lab=meta")
    yield "labs: side by side"
    page.goto(f"{site}/labs/compare/?lab=anthropic&lab=nowhere")
    yield "labs: errors"
    page.goto(f"{site}/asks/?q=wistleblower")
    yield "asks: corrected and marked"
    page.goto(f"{site}/asks/compare/?ask=right-to-warn&ask=no-nondisparagement")
    yield "compare: two asks"
    page.goto(f"{site}/asks/compare/?ask=right-to-warn")
    yield "compare: refused"
    yield from _suggestion(page, site)
    yield from _draft(page, site)
    page.goto(f"{site}/nowhere/")
    yield "no such page"
    page.goto(f"{site}/account/signup/")
    person.press(page, "Open the account")
    yield "sign-up: errors"
    page.goto(f"{site}/log/")
    person.send(page)
    yield "log: errors"
    page.goto(f"{site}/log/verify/")
    person.press(page, "Check and exchange")
    yield "verify: errors"
    person.open_receipt(page, site, NOTHING.split())
    yield "receipt: nothing open"
    sheet = person.sign_up(page, site)
    yield "sheet: drawn"
    yield from _own_answer(page, site)
    yield from _conversation(page, site, sheet)


def _suggestion(page: Page, site: str) -> Iterator[str]:
    page.goto(f"{site}/propose/?kind=correction&lab=anthropic")
    yield "propose: correction"
    page.goto(f"{site}/propose/?kind=new_ask")
    person.press(page, "Send")
    yield "propose: errors"
    page.get_by_label(_("Title")).fill("Publish the whistleblowing policy in full")
    page.get_by_label(_("What the lab would do")).fill("Publish the whole whistleblowing policy.")
    page.get_by_label(_("How an outsider could check it")).fill("It stands on the lab's site.")
    person.press(page, "Send")
    yield "propose: similar asks"
    person.press(page, "Mine is different: send it")
    words = person.words_of(page)
    yield "propose: sent"
    page.goto(f"{site}/propose/reference/")
    page.get_by_label(_("Your four words")).fill(" ".join(words))
    person.press(page, "Look it up")
    yield "proposal: found"
    page.goto(f"{site}/propose/reference/")
    page.get_by_label(_("Your four words")).fill("abacus abacus abacus abacus")
    person.press(page, "Look it up")
    yield "proposal: nothing"


def _draft(page: Page, site: str) -> Iterator[str]:
    composer.open_composer(page, site, "accepting")
    yield "prepare: joining"
    composer.open_composer(page, site, "declining")
    yield "prepare: turning down"
    composer.open_composer(page, site)
    yield "prepare: nothing chosen"
    # With scripts these two presses lead to no other page.
    page.get_by_role("button", name=_("Write the draft")).click()
    page.locator(".has-error").first.wait_for()
    yield "prepare: errors"
    composer.choose(page, *composer.ASKS)
    page.locator("#make button").click()
    page.locator("#letter").wait_for()
    yield "prepare: draft"


def _own_answer(page: Page, site: str) -> Iterator[str]:
    page.goto(f"{site}/labs/amazon/answer/")
    yield "answer: not yet"
    page.goto(f"{site}/labs/amazon/answer/claim/")
    yield "answer: no claim"
    person.press(page, "Give me a line")
    yield "answer: claim errors"
    page.get_by_label("www.amazon.science").check()
    person.press(page, "Give me a line")
    yield "answer: claimed"


def _conversation(page: Page, site: str, sheet: str) -> Iterator[str]:
    page.goto(f"{site}/log/")
    lab = page.get_by_label(_("Lab"), exact=True).locator("option").nth(1).inner_text()
    asks = page.get_by_label(_("First ask")).locator("option")
    first, second = asks.nth(1).inner_text(), asks.nth(2).inner_text()
    told = [(first, person.NO_OFFER_LEFT), (second, "They agreed to it")]
    line = person.line_for(sheet, lab)
    person.fill_log(page, site, lab, told, line)
    person.send(page)
    yield "offer affected"
    person.press(page, "Seal and send the others")
    words = person.words_of(page)
    yield "log: stored"
    person.open_receipt(page, site, words)
    yield "receipt: open"
    person.press(page, "Seal and replace")
    yield "receipt: errors"
    person.tell(page, [(first, "They said no")])
    page.get_by_label(_("Your credential for this lab")).fill(line)
    person.press(page, "Seal and replace")
    yield "receipt: replaced"
    person.open_receipt(page, site, words)
    person.withdraw(page)
    yield "receipt: withdrawn"
