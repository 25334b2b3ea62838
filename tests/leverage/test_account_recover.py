"""Back into an account with its name and a recovery code; never into one of staff."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client

from leverage.models import User
from outcomes.models import Sheet, Window
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import KEYS, SoftKey, sign_up_with

pytestmark = pytest.mark.django_db

RECOVER = "/account/login/code/"
REFUSAL = "This name and this code do not fit each other."


@pytest.fixture
def codes() -> list[str]:
    """Return the recovery codes of an account without a password."""
    return sign_up_with(Client(), SoftKey(), NAME)


def recover(client: Client, name: str = NAME, code: str = "") -> Any:
    return client.post(RECOVER, {"login": name, "code": code})


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_a_code_opens_the_account_once(client: Client, codes: list[str]) -> None:
    assert recover(client, code=codes[0])["Location"] == "/account/"
    assert get_user(client).is_authenticated
    again = Client()
    refused = recover(again, code=codes[0])
    assert refused.status_code == 400
    assert REFUSAL in words_of(refused)
    assert not get_user(again).is_authenticated


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace("-", " ")])
def test_name_and_code_are_read_as_people_write_them(
    client: Client, codes: list[str], change: Any
) -> None:
    assert recover(client, change(NAME) if change is str.upper else NAME, change(codes[0])).url


def test_then_a_passkey_is_added_without_spending_a_second_code(
    client: Client, codes: list[str]
) -> None:
    recover(client, code=codes[0])
    assert client.get(f"{KEYS}add/").status_code == 200


def test_a_code_is_a_sign_in_like_any_other(
    client: Client, codes: list[str], on_the_day: dt.date, window: Window
) -> None:
    assert words_of(recover(client, code=codes[0])).count("lvg1.") == len(window.tables)
    assert Sheet.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "code"), [("nobody", "1234-5678-9012"), (NAME, "1234-5678-9012"), (NAME, "é" * 12)]
)
def test_a_wrong_name_and_a_wrong_code_are_refused_in_the_same_words(
    client: Client, codes: list[str], name: str, code: str
) -> None:
    assert REFUSAL in words_of(recover(client, name, code))
    assert not get_user(client).is_authenticated


def test_empty_fields_are_named(client: Client) -> None:
    page = words_of(recover(client, "", ""))
    assert "Type the made-up name of your account." in page
    assert "Type one of your recovery codes." in page


def test_a_code_alone_opens_no_account_of_staff(client: Client, codes: list[str]) -> None:
    User.objects.update(is_staff=True)
    assert REFUSAL in words_of(recover(client, code=codes[0]))
    User.objects.update(is_staff=False)
    assert recover(client, code=codes[0]).status_code == 302  # It was not spent by that.


def test_a_code_of_one_account_does_not_open_another(client: Client, codes: list[str]) -> None:
    sign_up_with(Client(), SoftKey(), "stranger")
    assert REFUSAL in words_of(recover(client, "stranger", codes[0]))


def test_guessing_is_slowed_for_the_name_and_not_for_others(
    client: Client, codes: list[str]
) -> None:
    for _guess in range(5):
        recover(client, code="0000")
    assert "Wait five minutes" in words_of(recover(client, code=codes[0]))
    other = sign_up_with(Client(), SoftKey(), "stranger")
    assert recover(Client(), "stranger", other[0]).status_code == 302


def test_codes_are_long_enough_not_to_be_guessed(codes: list[str]) -> None:
    assert {len(code.replace("-", "")) for code in codes} == {12}


def test_somebody_signed_in_and_an_account_with_a_password_alone_have_no_use_for_it(
    client: Client, signed_in: Client
) -> None:
    assert signed_in.get(RECOVER)["Location"] == "/account/"
    assert not Authenticator.objects.exists()
    assert REFUSAL in words_of(recover(Client(), NAME, PASSWORD))
