"""Vaults and the age format: other programs open what browsers lock, and browsers what others lock."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

import pyrage
import pytest
from playwright.sync_api import BrowserContext, CDPSession, FilePayload, Page, expect

from leverage.models import User, Vault
from leverage.vaults import STEP, Lock, put_into_vault, read_lock
from tests.browser import scripted, vaults
from tests.browser.vaults import page, sheet

__all__ = ["page", "sheet"]

pytestmark = pytest.mark.browser

ELSEWHERE = "window-salad-of-my-own"
BY_PASSKEY = "Lock it with a passkey"


def content() -> bytes:
    """Return the file in the one vault that there is."""
    return bytes(Vault.objects.get().ciphertext)


def test_a_vault_filled_in_a_browser_opens_in_another_program_as_plain_text(
    page: Page, site: str, sheet: str
) -> None:
    words = vaults.put(page, site)
    text = pyrage.passphrase.decrypt(content(), " ".join(words))
    assert len(text) == STEP
    assert text.decode().rstrip() == sheet.rstrip()
    assert text.endswith(b" \n")
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(content(), " ".join(reversed(words)))


def test_a_file_of_another_program_opens_in_a_browser(page: Page, site: str, sheet: str) -> None:
    file = pyrage.passphrase.encrypt(sheet.encode().ljust(STEP), ELSEWHERE)
    put_into_vault(User.objects.get(), file)
    vaults.visit(page, site)
    vaults.type_words(page, [ELSEWHERE])
    assert vaults.opened(page) == sheet


def sheet_of(sheet: str, number: int) -> str:
    """Return a sheet with so many lines of credentials."""
    lines = sheet.splitlines(keepends=True)
    credentials = [line for line in lines if "lvg1." in line]
    head = lines[: lines.index(credentials[0])]
    return "".join([*head, *islice(cycle(credentials), number)])


def choose(page: Page, sheet: str) -> None:
    """Choose a file with this sheet."""
    file = FilePayload(name="sheet.txt", mimeType="text/plain", buffer=sheet.encode())
    page.get_by_label("Your sheet, as the file you saved").set_input_files(file)


def test_sheets_of_two_and_of_thirteen_tables_take_the_same_room(
    page: Page, site: str, sheet: str
) -> None:
    sizes = []
    for number in (2, 13):
        choose(page, sheet_of(sheet, number))
        words = vaults.put(page, site)
        assert pyrage.passphrase.decrypt(content(), " ".join(words)).count(b"lvg1.") == number
        sizes.append(len(content()))
    assert sizes[0] == sizes[1]


def test_what_a_script_did_not_fill_up_is_not_taken(page: Page, site: str) -> None:
    short = ("const STEP = 16 * 1024;", "const STEP = 100;")
    many = ("const MAX_STEPS = 3;", "const MAX_STEPS = 300;")
    vaults.altered(page, "padding.js", short, many)
    vaults.visit(page, site)
    vaults.draw_words(page)
    page.get_by_role("button", name="I have them: put it in").click()
    vaults.told(page, "no locked file of a size that the vault takes")
    assert not Vault.objects.exists()


# -- Passkeys ------------------------------------------------------------------------------------------------


class Device:
    """A device that holds passkeys, made up by the browser itself."""

    def __init__(self, page: Page, *, secrets: bool) -> None:
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "hasPrf": secrets,
        }
        made = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = {"authenticatorId": made["authenticatorId"]}

    def passkeys(self) -> list[Any]:
        """Return the passkeys that the device holds."""
        found: list[Any] = self._devtools.send("WebAuthn.getCredentials", self._id)["credentials"]
        return found

    def forget(self) -> None:
        """Lose every passkey."""
        self._devtools.send("WebAuthn.clearCredentials", self._id)


def put_by_passkey(page: Page) -> None:
    """Put the sheet at hand into the vault, with a passkey."""
    with page.expect_navigation():
        page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.locator(scripted.READY)).to_have_count(1)
    expect(page.get_by_text("One is kept here, locked with a passkey.")).to_be_visible()


def test_a_passkey_locks_the_vault_and_opens_it(page: Page, site: str, sheet: str) -> None:
    device = Device(page, secrets=True)
    put_by_passkey(page)
    assert read_lock(content()) is Lock.PASSKEY
    assert len(content()) < STEP + 300
    page.get_by_role("button", name="Open it here with the passkey").click()
    assert vaults.opened(page) == sheet
    before = content()
    put_by_passkey(page)
    assert content() != before
    assert len(device.passkeys()) == 1


def test_a_lost_passkey_opens_nothing_and_the_vault_stays(page: Page) -> None:
    device = Device(page, secrets=True)
    put_by_passkey(page)
    before = content()
    device.forget()
    page.get_by_role("button", name="Open it here with the passkey").click()
    vaults.told(page, "Nothing was done: the passkey was not shown.")
    assert content() == before


def test_a_device_without_such_secrets_points_to_six_words(page: Page) -> None:
    Device(page, secrets=False)
    page.get_by_role("button", name=BY_PASSKEY).click()
    vaults.told(page, "This passkey cannot hold a vault. Use six words.")
    assert not Vault.objects.exists()


def test_a_browser_without_such_secrets_offers_none(
    context: BrowserContext, site: str, sheet: str
) -> None:
    context.add_init_script("PublicKeyCredential.getClientCapabilities = async () => ({});")
    page = context.new_page()
    vaults.visit(page, site)
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_be_hidden()
    expect(page.get_by_role("button", name="Lock it with six words")).to_be_visible()
