"""What people do on the site, by the words that they see; nothing here needs a script."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from playwright.sync_api import Page, expect

from leverage.http import plain_path

PASSWORD = "four unrelated words here"
NO_OFFER_LEFT = "They changed or withdrew the offer"
ASKS = ("First ask", "Second ask (optional)", "Third ask (optional)")

Conversation = Sequence[tuple[str, str]]  # Short name of an ask, and what was said to it.


def address(site: str, name: str, /, **arguments: object) -> str:
    """Return where a page stands; `site` may end with a language."""
    return site + plain_path(reverse(name, kwargs=arguments))


def made_up_name() -> str:
    """Return a name that nobody has yet."""
    return f"calm-otter-{secrets.token_hex(4)}"


def press(page: Page, button: str) -> None:
    """Press a button and wait for what it leads to: a click alone returns too early.

    That is another page; where a script of ours does the work (`data-client`), the end of that work.
    """
    if page.locator("main[data-client]").count():
        page.get_by_role("button", name=_(button)).click()
        expect(page.locator("main[aria-busy]")).to_have_count(0)
        return
    with page.expect_navigation():
        page.get_by_role("button", name=_(button)).click()


def sign_up(page: Page, site: str) -> str:
    """Open an account, stop at the page that shows its sheet, and return the sheet."""
    page.goto(f"{site}/account/signup/")
    page.get_by_label(_("Made-up name")).fill(made_up_name())
    page.get_by_label(_("New password")).fill(PASSWORD)
    page.get_by_label(_("The same password again")).fill(PASSWORD)
    press(page, "Open the account")
    return page.get_by_label(_("Your sheet"), exact=True).input_value()


def sign_out(page: Page) -> None:
    """Sign out, from any page that offers it."""
    with page.expect_navigation():
        page.get_by_role("link", name=_("Sign out")).click()
    press(page, "Sign out")


def line_for(sheet: str, lab: str) -> str:
    """Return the line of a sheet that pays for a conversation with a lab."""
    return next(line for line in sheet.splitlines() if line.startswith(f"{lab}: "))


def tell(page: Page, conversation: Conversation) -> None:
    """Fill the slots of a form: an ask, and what was said to it, each."""
    for number, (ask, response) in enumerate(conversation, start=1):
        slot = page.get_by_role("group", name=_("Ask %(number)s of 3") % {"number": number})
        slot.get_by_label(_(ASKS[number - 1])).select_option(label=ask)
        slot.get_by_label(_("What they said")).select_option(label=_(response))


def fill_log(page: Page, site: str, lab: str, conversation: Conversation, line: str) -> None:
    """Fill the log page, all but the last click."""
    page.goto(f"{site}/log/")
    page.get_by_label(_("I hold an offer from this lab, or held one")).check()
    page.get_by_label(_("Lab"), exact=True).select_option(label=lab)
    tell(page, conversation)
    page.get_by_label(_("Your credential for this lab")).fill(line)


def send(page: Page) -> None:
    """Send the filled log page."""
    press(page, "Seal and send")


def words_of(page: Page) -> list[str]:
    """Return the eight words that a page shows."""
    return page.locator("ol.receipt li").all_inner_texts()


def open_receipt(page: Page, site: str, words: Sequence[str]) -> None:
    """Look for a conversation by its words."""
    page.goto(f"{site}/log/receipt/")
    page.get_by_label(_("Your eight words")).fill(" ".join(words))
    press(page, "Open the receipt")


def withdraw(page: Page) -> None:
    """Withdraw the conversation whose receipt is open."""
    page.get_by_label(
        _("Withdraw it. I know that this line of my sheet cannot be used again.")
    ).check()
    press(page, "Withdraw for good")
