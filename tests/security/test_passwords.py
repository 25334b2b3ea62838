"""Passwords: what is refused because it is tried first, and what nothing may stand in the way of."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db


def refuses(password: str) -> bool:
    try:
        validate_password(password)
    except ValidationError:
        return True
    return False


def sign_up(password: str) -> Client:
    client = Client()
    fields = {"username": NAME, "password1": password, "password2": password}
    client.post("/account/signup/", fields)
    return client


def opens(password: str) -> bool:
    client = Client()
    client.post("/account/login/", {"login": NAME, "password": password})
    return "_auth_user_id" in client.session


def test_a_short_password_is_refused() -> None:
    assert refuses("k7-Vz_pq+x4")
    assert not refuses("k7-Vz_pq+x4r")


@pytest.mark.parametrize(
    "password",
    [
        "Football2026!",
        "!!sunshine!!1",
        "dragondragondragon",
        "letmeinletme",
        "123456789012",
        "098765432109",
        "qwertyuiopqwerty",
        "aaaaaaaaaaaaa",
        "12341234123412",
        "abcdefghijklm",
    ],
)
def test_a_usual_password_made_longer_is_refused(password: str) -> None:
    assert refuses(password)


@pytest.mark.parametrize(
    "password", ["leverage-2026-lab", "OpenAI.OpenAI.1", "my-offer-at-anthropic"]
)
def test_a_password_of_the_sites_own_words_is_refused(password: str) -> None:
    assert refuses(password)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "meadow copper tuesday violin",
        "492817305562",
        "ünïcödé wörter überall",
        "   x   y   z  w",
    ],
)
def test_four_unrelated_words_are_taken(password: str) -> None:
    assert not refuses(password)


def test_a_password_of_two_hundred_signs_opens_the_account() -> None:
    password = "meadow copper " * 14 + "violin"
    sign_up(password)
    assert opens(password)
    assert not opens(password[:-1])


def test_blanks_and_capitals_of_a_password_count() -> None:
    password = "  Meadow copper tuesday  "
    sign_up(password)
    assert opens(password)
    assert not opens(password.strip())
    assert not opens(password.lower())


def test_a_refused_password_says_why(client: Client) -> None:
    fields = {"username": NAME, "password1": "Football2026!", "password2": "Football2026!"}
    page = client.post("/account/signup/", fields).content.decode()
    assert "among the first that are tried" in page
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("path", "helps"),
    [
        ("/account/signup/", {"new-password"}),
        ("/account/login/", {"current-password"}),
        ("/account/password/change/", {"current-password", "new-password"}),
        ("/account/reauthenticate/", {"current-password"}),
    ],
)
def test_every_field_for_a_password_hides_it_and_helps_managers(
    client: Client, path: str, helps: set[str]
) -> None:
    if path.endswith(("change/", "reauthenticate/")):
        client.force_login(User.objects.create_user(NAME, PASSWORD))
    page = client.get(path).content.decode()
    fields = re.findall(r'<input [^>]*name="[a-z]*password[12]?"[^>]*>', page)
    assert fields
    assert all('type="password"' in field for field in fields)
    assert {re.findall(r'autocomplete="([a-z-]+)"', field)[0] for field in fields} == helps
