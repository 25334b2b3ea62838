"""Signing up and in with a passkey: no e-mail, codes once, the sheet after them, refusals in words."""

from __future__ import annotations

import datetime as dt
import html
import json
from typing import Any

import pytest
from allauth.mfa.checks import settings_check
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from outcomes.models import Sheet, Window
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import (
    CODE,
    CODES,
    KEYS,
    MAKE,
    SIGN_IN,
    SIGN_UP,
    SoftKey,
    begin,
    options_of,
    sign_in_with,
    sign_up_with,
)

pytestmark = pytest.mark.django_db


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


# -- Signing up --------------------------------------------------------------------------------------------


def test_signing_up_takes_a_name_then_a_passkey_then_codes_and_then_draws_the_sheet(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    assert client.post(SIGN_UP, {"username": NAME})["Location"] == MAKE
    made = client.post(MAKE, {"credential": SoftKey().make(options_of(client.get(MAKE)))})
    assert made["Location"] == CODES
    assert not Sheet.objects.exists()
    assert "They are shown once." in words_of(client.get(CODES))
    sheet = client.post(CODES)
    assert words_of(sheet).count("lvg1.") == len(window.tables)
    account = User.objects.get()
    assert get_user(client) == account
    assert (account.username, account.has_usable_password()) == (NAME, False)


def test_codes_are_shown_once(client: Client) -> None:
    client.post(MAKE, {"credential": SoftKey().make(begin(client, NAME))})
    assert len(set(CODE.findall(words_of(client.get(CODES))))) == 10
    again = words_of(client.get(CODES))
    assert "They were shown once and are not shown again." in again
    assert "<pre" not in again


def test_the_key_is_asked_to_name_its_account_and_to_check_its_holder(client: Client) -> None:
    asked = begin(client, NAME)["creation_options"]["publicKey"]
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["rp"] == {"id": "testserver", "name": "Leverage"}
    assert asked["user"]["name"] == NAME


@pytest.mark.parametrize("name", ["", "ada@example.org", "calm otter"])
def test_a_name_is_judged_as_it_is_with_a_password(client: Client, name: str) -> None:
    page = words_of(client.post(SIGN_UP, {"username": name}))
    assert "<title>Error: Open an account with a passkey" in page
    assert not User.objects.exists()


def test_accounts_are_counted_together_however_they_open() -> None:
    for number in range(5):
        assert Client().post(SIGN_UP, {"username": f"otter-{number}"}).status_code == 302
    assert Client().post(SIGN_UP, {"username": "otter-5"}).status_code == 429


@pytest.mark.parametrize(
    "key",
    [SoftKey(verified=False), SoftKey(origin="https://elsewhere.example")],
    ids=["holder not checked", "made elsewhere"],
)
def test_a_wrong_key_is_refused_and_a_right_one_still_accepted(
    client: Client, key: SoftKey
) -> None:
    refused = client.post(MAKE, {"credential": key.make(begin(client, NAME))})
    assert "One thing needs another look" in words_of(refused)
    assert not Authenticator.objects.exists()
    right = SoftKey().make(options_of(client.get(MAKE)))
    assert client.post(MAKE, {"credential": right})["Location"] == CODES


def test_an_answer_to_another_question_is_refused(client: Client) -> None:
    old = SoftKey().make(begin(client, NAME))
    client.get(MAKE)
    client.post(MAKE, {"credential": old})
    assert not Authenticator.objects.exists()


def test_stopping_leaves_no_account(client: Client, account: User) -> None:
    begin(client, "newcomer")
    # Whoever goes elsewhere is led back, to go on or to stop.
    assert client.get("/account/signup/")["Location"] == MAKE
    assert client.post("/account/signup/stop/")["Location"] == "/account/signup/"
    assert list(User.objects.all()) == [account]
    assert client.get("/account/signup/").status_code == 200


def test_stopping_deletes_no_account_that_has_its_key_or_is_signed_in(
    client: Client, signed_in: Client, account: User
) -> None:
    signed_in.post("/account/signup/stop/")
    other = Client()
    other.post(MAKE, {"credential": SoftKey().make(begin(other, "newcomer"))})
    other.post("/account/signup/stop/")
    Client().post("/account/signup/stop/")
    assert User.objects.count() == 2


@pytest.mark.parametrize("path", [MAKE, CODES])
def test_the_steps_are_for_who_is_on_the_way(client: Client, account: User, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(account)
    assert client.get(path)["Location"] == "/account/"


# -- Signing in --------------------------------------------------------------------------------------------


def test_a_passkey_signs_in_alone_and_goes_where_one_was_going(client: Client) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    other = Client()
    assert sign_in_with(other, key)["Location"] == "/account/"
    assert get_user(other) == User.objects.get()
    assert sign_in_with(Client(), key, next="/labs/")["Location"] == "/labs/"
    assert sign_in_with(Client(), key, next="https://elsewhere.example/")["Location"] == "/account/"


def test_the_first_sign_in_of_a_window_draws_its_sheet(client: Client, request: Any) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    request.getfixturevalue("on_the_day")
    window = request.getfixturevalue("window")
    assert words_of(sign_in_with(Client(), key)).count("lvg1.") == len(window.tables)


@pytest.mark.parametrize("change", [{"verified": False}, {"origin": "https://elsewhere.example"}])
def test_a_passkey_without_its_holder_or_from_elsewhere_signs_nobody_in(
    client: Client, change: dict[str, Any]
) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    for name, value in change.items():
        setattr(key, name, value)
    other = Client()
    refused = sign_in_with(other, key, next="/labs/")
    assert refused["Location"] == "/account/login/?passkey=refused&next=%2Flabs%2F"
    assert "This passkey opens no account here." in words_of(other.get(refused["Location"]))
    assert not get_user(other).is_authenticated


def test_another_key_with_the_handle_of_an_account_does_not_open_it(client: Client) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    thief, other = SoftKey(handle=key.handle), Client()
    sign_in_with(other, thief)
    assert not get_user(other).is_authenticated


def test_a_closed_account_is_told_so(client: Client) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    User.objects.update(is_active=False)
    assert sign_in_with(Client(), key)["Location"] == "/account/inactive/"


# -- What is no passkey --------------------------------------------------------------------------------------

MALFORMED = [
    "",
    "1",
    "[]",
    "{}",
    "no json",
    "[" * 5_000,
    "x" * 20_000,
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": "x"}',
    '{"id": "a", "rawId": "a", "response": {"clientDataJSON": "a", "attestationObject": "a"}}',
    '{"id": "YQ", "rawId": "YQ", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
]


@pytest.mark.parametrize("credential", MALFORMED, ids=lambda text: text[:30])
def test_whatever_else_is_sent_is_refused_in_words(client: Client, credential: str) -> None:
    begin(client, NAME)
    assert client.post(MAKE, {"credential": credential}).status_code == 200
    assert "passkey=refused" in Client().post(SIGN_IN, {"credential": credential})["Location"]
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("handle", [None, 5, [], "", "YQ", "é", "%%%"])
def test_a_handle_that_is_none_is_refused(client: Client, handle: Any) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    other = Client()
    options = other.get(SIGN_IN, headers={"accept": "application/json"}).json()
    shown = json.loads(key.show(options))
    shown["response"]["userHandle"] = handle
    answer = other.post(SIGN_IN, {"credential": json.dumps(shown)})
    assert "passkey=refused" in answer["Location"]


# -- Without scripts, and without e-mail ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", SIGN_UP])
def test_no_button_for_a_passkey_stands_where_no_script_runs(client: Client, path: str) -> None:
    page = words_of(client.get(path))
    shown = "".join(part.rpartition("</template>")[2] for part in page.split("<template"))
    assert "data-passkey-way" in page
    assert shown.count("<button") == (0 if path == SIGN_UP else 1)


def test_allauth_still_refuses_its_own_setting_without_e_mail(settings: Settings) -> None:
    assert settings_check(None) == []
    settings.MFA_PASSKEY_SIGNUP_ENABLED = True
    assert len(settings_check(None)) == 3


def test_a_member_with_both_ways_in_is_asked_for_one_of_them(client: Client, account: User) -> None:
    credential = {"name": "Passkey 1", "credential": {}}
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data=credential)
    fields = {"login": NAME, "password": PASSWORD}
    assert client.post("/account/login/", fields)["Location"] == "/account/"
    User.objects.update(is_staff=True)
    asked = Client().post("/account/login/", fields)["Location"]
    assert asked == KEYS.replace("keys", "authenticate")
