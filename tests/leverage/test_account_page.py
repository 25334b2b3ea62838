"""The page of an account: what exists of it, where to change it, and that it says nothing to others."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leverage.models import User, Vault
from outcomes.client_half import draw_credentials
from outcomes.models import Window
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import (
    CODES,
    MAKE,
    SIGN_UP,
    SoftKey,
    begin,
    options_of,
    show_again,
    sign_up_with,
)
from tests.leverage.test_pseudo_locale import bare_words
from tests.pseudo_locale import pseudo_locale

pytestmark = pytest.mark.django_db

PAGE = "/account/"
LINKS = {
    "/account/name/",
    "/account/password/change/",
    "/account/second-factor/keys/",
    "/account/credentials/",
    "/account/export/",
    "/account/delete/",
    "/account/logout/",
}


def text_of(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_it_says_what_exists(
    client: Client, on_the_day: dt.date, account: User, window: Window
) -> None:
    client.force_login(account)
    before = text_of(client.get(PAGE))
    assert f"Name {NAME} Ways in A password. Sheet Not drawn for window 2025H1." in before
    assert "Vault None." in before
    draw_credentials(account, window, today=on_the_day)
    Vault.objects.create(account=account, ciphertext=b"x")
    after = text_of(client.get(PAGE))
    assert "Drawn for window 2025H1." in after
    assert "only your passphrase or passkey opens it" in after


def test_it_counts_passkeys_and_codes(client: Client) -> None:
    sign_up_with(client, SoftKey(), NAME)
    page = client.get(PAGE)
    assert "Ways in One passkey. 10 recovery codes. Sheet No window is open." in text_of(page)
    assert 'href="/account/password/set/"' in page.content.decode()
    assert 'href="/account/password/change/"' not in page.content.decode()


def test_everything_is_reached_from_it(signed_in: Client) -> None:
    links = set(re.findall(r'href="(/account/[^"]*)"', signed_in.get(PAGE).content.decode()))
    assert links >= LINKS
    assert "/account/second-factor/" not in links


def test_staff_finds_the_second_factor_too(signed_in: Client) -> None:
    User.objects.update(is_staff=True)
    assert 'href="/account/second-factor/"' in signed_in.get(PAGE).content.decode()


def test_the_title_says_nothing_of_offers_or_logs(signed_in: Client) -> None:
    assert "<title>Account · Leverage</title>" in signed_in.get(PAGE).content.decode()


def test_nobody_reads_it_without_signing_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == "/account/login/?next=/account/"


@pytest.mark.parametrize("changed", ["", "?changed=password", "?changed=name", "?changed=<b>"])
def test_only_a_known_change_is_confirmed(signed_in: Client, changed: str) -> None:
    page = text_of(signed_in.get(PAGE + changed))
    assert ("is changed." in page) is changed.endswith(("password", "name"))


def test_it_takes_few_queries(
    signed_in: Client,
    on_the_day: dt.date,
    window: Window,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(5):  # The account, the window, factors, the sheet, the vault.
        signed_in.get(PAGE)


def walk(client: Client) -> list[Any]:
    """Return every page that a member meets beside those that stand open, refusals too."""
    key, keys = SoftKey(), "/account/second-factor/keys/"
    pages = [
        client.post(SIGN_UP, {"username": ""}),
        client.get("/account/login/?passkey=refused"),
        client.post("/account/login/code/", {"login": "", "code": ""}),
    ]
    begin(client, NAME)
    pages.append(client.post(MAKE, {"credential": "{}"}))
    client.post(MAKE, {"credential": key.make(options_of(pages[-1]))})
    pages += [client.get(CODES), client.get(CODES)]
    client.post(CODES)
    pages += [client.get(f"{keys}show/"), client.post(f"{keys}show/", {"credential": "{}"})]
    pages.append(client.get("/account/second-factor/reauthenticate/"))
    show_again(client, key)
    own = ("", "name/", "delete/", "password/set/")
    pages += [client.get(f"/account/{path}") for path in own]
    pages += [client.get(keys), client.get(f"{keys}add/"), client.get(f"{keys}1/remove/")]
    pages.append(client.post("/account/name/", {"username": ""}))
    return [*pages, client.post("/account/delete/")]


def test_no_page_on_the_way_has_a_bare_word(client: Client) -> None:
    with pseudo_locale():
        pages = walk(client)
    for page in pages:
        assert page.status_code in {200, 400, 409}
        assert bare_words(page.content.decode()) == []


def test_a_change_of_the_password_ends_other_sessions(signed_in: Client, account: User) -> None:
    other = Client()
    other.force_login(account)
    new = {
        "oldpassword": PASSWORD,
        "password1": "quite another one",
        "password2": "quite another one",
    }
    assert (
        signed_in.post("/account/password/change/", new)["Location"] == "/account/?changed=password"
    )
    assert signed_in.get(PAGE).status_code == 200
    assert other.get(PAGE).status_code == 302
