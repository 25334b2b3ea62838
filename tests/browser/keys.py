"""Devices that hold passkeys, made up by the browser itself, and the life of an account that has them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from playwright.sync_api import Page

from tests.browser import person

# No address leads to these: they are shown on the way to an account, or to one that has no password.
PAGES_OF_A_PASSKEY = {"account_codes", "account_set_password", "mfa_signup_webauthn"}
KEYS = "/account/second-factor/keys/"


class Devices:
    """What the person has at hand: one device at a time, each with passkeys of its own."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        self._at_hand = ""

    def take(self) -> None:
        """Take a new device in hand, and lose the one before with all that it held."""
        if self._at_hand:
            self._devtools.send(
                "WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._at_hand}
            )
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
        }
        made = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._at_hand = made["authenticatorId"]

    def lock(self) -> None:
        """Let the device fail to recognise its holder from now on."""
        self._verify(recognised=False)

    def unlock(self) -> None:
        """Let it recognise its holder again."""
        self._verify(recognised=True)

    def _verify(self, *, recognised: bool) -> None:
        self._devtools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self._at_hand, "isUserVerified": recognised},
        )


def sign_up(page: Page, site: str) -> str:
    """Ask for an account with a passkey, stop before it is made, and return the name."""
    page.goto(f"{site}/account/signup/")
    name = page.get_by_label(_("Made-up name")).input_value()
    person.press(page, "Use a passkey instead")
    return name


def passkey_states(page: Page, site: str) -> Iterator[str]:
    """Name each page of a life with passkeys while the browser stands on it."""
    devices = Devices(page)
    devices.take()
    name = sign_up(page, site)
    yield "mfa_signup_webauthn"
    person.press(page, "Make the passkey")
    codes = page.locator("pre.hash").inner_text().split()
    assert len(set(codes)) == 10
    yield "account_codes"
    page.reload()
    assert page.locator("pre.hash").count() == 0
    yield "account_codes: again"
    person.press(page, "I have them: go on")
    assert page.url == f"{site}/account/"
    assert page.locator("dl.facts dd").first.inner_text() == name
    yield "account: by passkey"
    yield from _in_again(page, site)
    yield from _second_device(page, site, devices, name, codes)
    yield from _end(page, site)


def _in_again(page: Page, site: str) -> Iterator[str]:
    page.goto(f"{site}/account/")
    person.sign_out(page)
    page.goto(f"{site}/account/login/")
    yield "account_login: with scripts"
    person.press(page, "Use a passkey")
    assert page.url == f"{site}/account/"


def _second_device(
    page: Page, site: str, devices: Devices, name: str, codes: list[str]
) -> Iterator[str]:
    page.goto(f"{site}{KEYS}add/")
    yield "mfa_reauthenticate_webauthn: of a member"
    person.press(page, "Use a passkey")
    yield "mfa_add_webauthn: of a member"
    page.get_by_role("button", name=_("Add this key")).click()
    page.get_by_text(
        _("This device holds a passkey of this account already. Use another device.")
    ).wait_for()
    yield "mfa_add_webauthn: the same device"
    devices.take()
    person.press(page, "Add this key")
    assert page.locator(".rows h2").all_inner_texts() == [_key(1), _key(2)]
    yield "mfa_list_webauthn: two"
    _remove_first(page)
    assert page.locator(".rows h2").all_inner_texts() == [_key(2)]
    _remove_first(page, sure=False)
    assert page.locator("h1").inner_text() == _("This passkey has to stay")
    yield "last key"
    # The device that is left opens the account, and so does a code.
    yield from _in_again(page, site)
    person.sign_out(page)
    page.goto(f"{site}/account/login/code/")
    page.get_by_label(_("Made-up name")).fill(name)
    page.get_by_label(_("Recovery code")).fill(codes[0])
    person.press(page, "Sign in")
    assert page.url == f"{site}/account/"


def _key(number: int) -> str:
    return _("Passkey %(number)d") % {"number": number}


def _remove_first(page: Page, *, sure: bool = True) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=_("Remove")).first.click()
    if sure:
        person.press(page, "Remove it")


def _end(page: Page, site: str) -> Iterator[str]:
    for name, path in (("account_name", "name/"), ("account_set_password", "password/set/")):
        page.goto(f"{site}/account/{path}")
        yield name
    page.goto(f"{site}/account/delete/")
    yield "account_delete"
    person.press(page, "Delete the account")
    assert page.locator("h1").inner_text() == _("The account is deleted")
    yield "account_delete: done"
    assert page.context.cookies() == []
