"""A life with passkeys in a real browser, and the same account without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from leverage.models import User
from tests.browser import keys, person
from tests.browser.chromium import PATIENCE
from tests.browser.soundness import Watch, faults

pytestmark = pytest.mark.browser


@pytest.fixture
def bare_site(live_server: LiveServer, fresh_memory: None) -> str:
    """Return the address of a site without a window, so that no sheet comes between."""
    url: str = live_server.url
    return url


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    """Return a page in which scripts run."""
    with browser.new_context(reduced_motion="reduce") as context:
        context.set_default_timeout(PATIENCE)
        yield context.new_page()


def test_a_life_with_passkeys_on_sound_pages(scripted: Page, bare_site: str) -> None:
    watch = Watch(scripted, bare_site)
    found: list[str] = []
    seen: set[str] = set()
    for name in keys.passkey_states(scripted, bare_site):
        seen.add(name.partition(":")[0])
        found += [f"{name}: {fault}" for fault in faults(scripted, scripts=True)]
        found += [f"{name}: {noted}" for noted in watch.taken()]
    assert found == []
    assert seen >= keys.PAGES_OF_A_PASSKEY
    assert not User.objects.exists()
    assert not Authenticator.objects.exists()


def test_a_device_that_does_not_know_its_holder_changes_nothing_and_may_try_again(
    scripted: Page, bare_site: str
) -> None:
    devices = keys.Devices(scripted)
    devices.take()
    devices.lock()
    keys.sign_up(scripted, bare_site)
    button = scripted.get_by_role("button", name="Make the passkey")
    button.click()
    # On a slow computer a second one says meanwhile that the browser is fetching what it needs.
    said = "It was stopped, or it took too long. Nothing has changed: try again."
    expect(scripted.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(button).to_be_focused()
    assert not Authenticator.objects.exists()
    devices.unlock()
    person.press(scripted, "Make the passkey")
    assert scripted.url == f"{bare_site}/account/signup/codes/"


def test_stopping_leads_back_and_leaves_nothing(scripted: Page, bare_site: str) -> None:
    keys.Devices(scripted).take()
    keys.sign_up(scripted, bare_site)
    person.press(scripted, "Stop")
    assert scripted.url == f"{bare_site}/account/signup/"
    assert not User.objects.exists()


def test_a_passkey_that_was_removed_is_refused_in_words(scripted: Page, bare_site: str) -> None:
    keys.Devices(scripted).take()
    keys.sign_up(scripted, bare_site)
    person.press(scripted, "Make the passkey")
    person.press(scripted, "I have them: go on")
    person.sign_out(scripted)
    Authenticator.objects.all().delete()
    scripted.goto(f"{bare_site}/account/login/")
    person.press(scripted, "Use a passkey")
    expect(scripted.get_by_role("alert").first).to_contain_text(
        "This passkey opens no account here."
    )


def test_a_browser_without_passkeys_shows_no_button_for_them(
    scripted: Page, bare_site: str
) -> None:
    scripted.add_init_script("delete window.PublicKeyCredential")
    for path in ("login", "signup"):
        scripted.goto(f"{bare_site}/account/{path}/")
        expect(scripted.get_by_role("button")).to_have_count(1)


def test_after_the_codes_the_browser_draws_the_sheet(
    ready_keys: None, site: str, scripted: Page
) -> None:
    keys.Devices(scripted).take()
    keys.sign_up(scripted, site)
    person.press(scripted, "Make the passkey")
    person.press(scripted, "I have them: go on")
    assert "lvg1." in scripted.get_by_label("Your sheet", exact=True).input_value()


def test_without_scripts_name_and_password_do_everything(
    page: Page, bare_site: str, tmp_path: Path
) -> None:
    page.goto(f"{bare_site}/account/signup/")
    expect(page.get_by_role("button")).to_have_count(1)
    first = page.get_by_label("Made-up name").input_value()
    with page.expect_navigation():
        page.get_by_role("link", name="Another name").click()
    name = page.get_by_label("Made-up name").input_value()
    assert name != first
    page.get_by_label("New password").fill(person.PASSWORD)
    page.get_by_label("The same password again").fill(person.PASSWORD)
    person.press(page, "Open the account")
    assert page.url == f"{bare_site}/account/"
    person.sign_out(page)
    page.goto(f"{bare_site}/account/login/")
    expect(page.get_by_role("button")).to_have_count(1)
    page.get_by_label("Made-up name").fill(name.upper())
    page.get_by_label("Password").fill(person.PASSWORD)
    person.press(page, "Sign in")
    _save_the_file(page, bare_site, tmp_path / "account.json", name)
    _take_another_name_and_leave(page, bare_site)


def _save_the_file(page: Page, site: str, path: Path, name: str) -> None:
    page.goto(f"{site}/account/export/")
    with page.expect_download() as started:
        page.get_by_role("button", name="Save the file").click()
    assert started.value.suggested_filename == "account.json"
    started.value.save_as(path)
    assert f'"value": "{name}"' in path.read_text()


def _take_another_name_and_leave(page: Page, site: str) -> None:
    page.goto(f"{site}/account/name/")
    page.get_by_label("Password").fill(person.PASSWORD)
    person.press(page, "Go on")
    name = page.get_by_label("Made-up name").input_value()
    person.press(page, "Take this name")
    assert page.locator("dl.facts dd").first.inner_text() == name
    page.goto(f"{site}/account/delete/")
    person.press(page, "Delete the account")
    assert not User.objects.exists()
    assert page.context.cookies() == []
