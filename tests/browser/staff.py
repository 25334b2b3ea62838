"""What staff meets: adding a second factor, showing it, and the pages of curators."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import Page

from asks.kinds import ProposalKind
from asks.models import Ask, Motion, Proposal
from leverage.models import User
from tests.browser import person

FACTORS = "/account/second-factor/"
PAGES_OF_CURATORS = ("curate_merge", "curate_retire", "curate_focus", "spokespeople", "windows")
PAGES_OF_KEYS = ("mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn")
PAGES_OF_STAFF = {
    *PAGES_OF_CURATORS,
    *PAGES_OF_KEYS,
    "curate",
    "curate_proposal",
    "curate_motion",
    "curate_position",
    "answer_contest",  # Needs an answer of a lab; its own tests look at it.
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
}


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
    page.get_by_label("Password").fill(person.PASSWORD)
    person.press(page, "Go on")
    yield "mfa_activate_totp"
    secret = page.locator("dl.facts code").inner_text()
    person.press(page, "Add this app")
    yield "mfa_activate_totp: errors"
    page.get_by_label("Code").fill(code(secret))
    person.press(page, "Add this app")
    yield "mfa_view_recovery_codes"
    recovery = page.locator("pre.hash").inner_text().split()
    page.goto(f"{site}/curate/")
    yield "mfa_reauthenticate"
    page.get_by_label("Code").fill(recovery[0])
    person.press(page, "Go on")
    assert page.url == f"{site}/curate/"
    yield "curate"
    yield from _curating(page, site)
    yield from _factors(page, site, recovery, scripts=scripts)


def _curating(page: Page, site: str) -> Iterator[str]:
    for name in PAGES_OF_CURATORS:
        page.goto(site + reverse(name))
        yield name
    proposal = Proposal.objects.create(
        kind=ProposalKind.WORDING,
        ask=Ask.objects.current().first(),
        text="Say it plainly.",
        reference_hash=hashlib.sha256(b"words").digest(),
        received_month="2026-11",
    )
    page.goto(site + reverse("curate_proposal", args=[proposal.pk]))
    yield "curate_proposal"
    person.press(page, "Take it up")
    person.press(page, "Publish the decision")
    yield "curate_proposal: errors"
    page.goto(f"{site}/curate/positions/amazon/dangerous-capability-evals-predeployment/")
    yield "curate_position"
    page.get_by_label("Position").select_option(label="Reversed")
    page.get_by_label("Date of the source").fill("2026-04")
    page.get_by_label("What it does").fill("It took the page down.")
    page.get_by_label("Address of the source").fill("https://paper.example/")
    page.get_by_label("Who published it").fill("A newspaper")
    page.get_by_label("Reason").fill("The newspaper says so.")
    person.press(page, "Propose the change")
    page.goto(site + reverse("curate_motion", args=[Motion.objects.get().pk]))
    yield "curate_motion"
    page.goto(f"{site}/curate/")
    yield "curate: full"


def _factors(page: Page, site: str, recovery: list[str], *, scripts: bool) -> Iterator[str]:
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_list_webauthn"):
        page.goto(site + reverse(name))
        yield name
    page.goto(f"{site}{FACTORS}keys/add/")
    yield "mfa_add_webauthn"
    if scripts:
        yield from _keys(page, site)
    name = User.objects.get().username
    page.goto(f"{site}/account/logout/")
    person.press(page, "Sign out")
    page.goto(f"{site}/account/login/?next=/curate/")
    page.get_by_label("Made-up name").fill(name)
    page.get_by_label("Password").fill(person.PASSWORD)
    person.press(page, "Sign in")
    yield "mfa_authenticate"
    if scripts:
        person.press(page, "Use a key")
    else:
        page.get_by_label("Code").fill(recovery[1])
        person.press(page, "Sign in")
    assert page.url == f"{site}/curate/"


def _keys(page: Page, site: str) -> Iterator[str]:
    """Add a key with an authenticator that the browser makes up."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    verified = {"hasUserVerification": True, "isUserVerified": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **verified}})
    page.get_by_label("Name of the key").fill("Blue key")
    person.press(page, "Add this key")
    assert page.url == f"{site}{FACTORS}keys/"
    with page.expect_navigation():
        page.get_by_role("link", name="Rename").click()
    yield "mfa_edit_webauthn"
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("link", name="Remove").click()
    yield "mfa_remove_webauthn"
    page.goto(f"{site}{FACTORS}keys/show/?next=/curate/")
    yield "mfa_reauthenticate_webauthn"
    person.press(page, "Use a passkey")
    assert page.url == f"{site}/curate/"
