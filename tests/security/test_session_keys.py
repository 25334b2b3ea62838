"""Keys of sessions: long, random, new after each sign-in, and worth nothing once the session has ended."""

from __future__ import annotations

import string

import pytest
from django.conf import settings
from django.test import Client

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import SoftKey, show_again, sign_up_with

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def account() -> User:
    """Return an account with a password."""
    return User.objects.create_user(NAME, PASSWORD)


def key_of(client: Client) -> str:
    return str(client.cookies[COOKIE].value)


def is_in(key: str) -> bool:
    """Return whether a browser that holds this key, and nothing else, is signed in."""
    thief = Client()
    thief.cookies[COOKIE] = key
    return thief.get("/account/").status_code == 200


def sign_in(client: Client) -> str:
    client.post("/account/login/", {"login": NAME, "password": PASSWORD})
    return key_of(client)


def test_a_sign_in_and_showing_the_password_again_change_the_key(
    client: Client, account: User
) -> None:
    first = sign_in(client)
    assert is_in(first)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    second = key_of(client)
    assert second != first
    assert is_in(second)
    assert not is_in(first)


def test_showing_a_passkey_again_changes_the_key(client: Client) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    before = key_of(client)
    show_again(client, key)
    assert key_of(client) != before
    assert not is_in(before)


def test_a_key_is_given_by_the_server_alone(client: Client, account: User) -> None:
    planted = "a" * 32
    client.cookies[COOKIE] = planted
    assert sign_in(client) != planted
    assert not is_in(planted)


def test_a_key_is_long_and_random(account: User) -> None:
    keys = [sign_in(Client()) for _number in range(5)]
    assert len(set(keys)) == 5
    assert {len(key) for key in keys} == {32}
    assert set("".join(keys)) <= set(string.ascii_lowercase + string.digits)


def test_a_session_that_ended_opens_nothing(client: Client, account: User) -> None:
    key = sign_in(client)
    client.post("/account/logout/")
    assert not is_in(key)


def test_a_closed_account_is_out_at_once(client: Client, account: User) -> None:
    key = sign_in(client)
    User.objects.update(is_active=False)
    assert not is_in(key)
