"""What staff meets: adding a second factor, showing it, and the pages of curators."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils.translation import gettext as _
from playwright.sync_api import Page

from asks.kinds import ProposalKind
from asks.models import Ask, Motion, Proposal
from leverage.models import User
from tests.browser import person

FACTORS = "/account/second-factor/"
PAGES_OF_CURATORS = ("curate_merge", "curate_retire", "curate_focus", "spokespeople", "windows")
# No address leads to these: a factor, or a key, has to be there, or not to be.
PAGES_OF_A_FACTOR = {"mfa_activate_totp", "mfa_authenticate"}
PAGES_OF_A_KEY = {"mfa_edit_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn"}


def code(secret: str) -> str:
    """Return what an app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def staff_states(page: Page, site: str, *, scripts: bool) -> Iterator[str]:
    """Name each page of staff while the browser stands on it."""
    person.sign_up(page, site)
    User.objects.update(is_staff=True)
    page.goto(f"{site}/curate/")
    yield "mfa_index"
    page.goto(f"{site}{FACTORS}app/")
    page.get_by_label(_("Password")).fill(person.PASSWORD)
    person.press(page, "Go on")
    yield "mfa_activate_totp"
    secret = page.locator("dl.facts code").inner_text()
    person.press(page, "Add this app")
    yield "mfa_activate_totp: errors"
    page.get_by_label(_("Code")).fill(code(secret))
    person.press(page, "Add this app")
    yield "mfa_view_recovery_codes"
    recovery = page.locator("pre.hash").inner_text().split()
    page.goto(f"{site}/curate/")
    yield "mfa_reauthenticate"
    page.get_by_label(_("Code")).fill(recovery[0])
    person.press(page, "Go on")
    assert page.url == f"{site}/curate/"
    yield "curate"
    yield from _curating(page, site)
    yield from _factors(page, site, recovery, scripts=scripts)


def _curating(page: Page, site: str) -> Iterator[str]:
    for name in PAGES_OF_CURATORS:
        page.goto(person.address(site, name))
        yield name
    proposal = Proposal.objects.create(
        kind=ProposalKind.WORDING,
        ask=Ask.objects.current().first(),
        text=_("Say it plainly."),
        reference_hash=hashlib.sha256(b"words").digest(),
        received_month="2026-11",
    )
    page.goto(person.address(site, "curate_proposal", proposal_id=proposal.pk))
    yield "curate_proposal"
    person.press(page, "Take it up")
    person.press(page, "Publish the decision")
    yield "curate_proposal: errors"
    page.goto(f"{site}/curate/positions/amazon/dangerous-capability-evals-predeployment/")
    yield "curate_position"
    page.get_by_label(_("Position")).select_option(label=_("Reversed"))
    page.get_by_label(_("Date of the source")).fill("2026-04")
    page.get_by_label(_("What it does")).fill(_("It took the page down."))
    page.get_by_label(_("Address of the source")).fill("https://paper.example/")
    page.get_by_label(_("Who published it")).fill(_("A newspaper"))
    page.get_by_label(_("Reason")).fill(_("The newspaper says so."))
    person.press(page, "Propose the change")
    page.goto(person.address(site, "curate_motion", motion_id=Motion.objects.get().pk))
    yield "curate_motion"
    page.goto(f"{site}/curate/")
    yield "curate: full"


def _path(site: str) -> str:
    return urlsplit(site).path


def _factors(page: Page, site: str, recovery: list[str], *, scripts: bool) -> Iterator[str]:
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_list_webauthn"):
        page.goto(person.address(site, name))
        yield name
    page.goto(f"{site}{FACTORS}keys/add/")
    yield "mfa_add_webauthn"
    if scripts:
        yield from _keys(page, site)
    name = User.objects.get().username
    page.goto(f"{site}/account/logout/")
    person.press(page, "Sign out")
    page.goto(f"{site}/account/login/?next={_path(site)}/curate/")
    page.get_by_label(_("Made-up name")).fill(name)
    page.get_by_label(_("Password")).fill(person.PASSWORD)
    person.press(page, "Sign in")
    yield "mfa_authenticate"
    if scripts:
        person.press(page, "Use a key")
    else:
        page.get_by_label(_("Code")).fill(recovery[1])
        person.press(page, "Sign in")
    assert page.url == f"{site}/curate/"


def _keys(page: Page, site: str) -> Iterator[str]:
    """Add a key with an authenticator that the browser makes up."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    verified = {"hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **verified}})
    page.get_by_label(_("Name of the key")).fill(_("Blue key"))
    person.press(page, "Add this key")
    assert page.url == f"{site}{FACTORS}keys/"
    with page.expect_navigation():
        page.get_by_role("link", name=_("Rename")).click()
    yield "mfa_edit_webauthn"
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("link", name=_("Remove")).click()
    yield "mfa_remove_webauthn"
    page.goto(f"{site}{FACTORS}keys/show/?next={_path(site)}/curate/")
    yield "mfa_reauthenticate_webauthn"
    person.press(page, "Use a passkey")
    assert page.url == f"{site}/curate/"
