"""How many accounts open from one network, and how many tries there are."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from tests.leverage.conftest import PASSWORD

pytestmark = pytest.mark.django_db

OTHER_PASSWORD = "another four words altogether"


def sign_up(client: Client, name: str, **fields: str) -> Any:
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/account/signup/", {**form, **fields})


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_five_accounts_a_day_open_from_one_address_and_the_sixth_is_told_in_words() -> None:
    for number in range(5):
        assert sign_up(Client(), f"otter-{number}").status_code == 302
    response = sign_up(Client(), "otter-5")
    assert response.status_code == 429
    assert "Please wait a little" in words_of(response)
    assert User.objects.count() == 5


def test_typing_mistakes_are_not_counted_as_accounts() -> None:
    for _mistake in range(8):
        assert sign_up(Client(), "otter", password2=OTHER_PASSWORD).status_code == 200
    assert sign_up(Client(), "otter").status_code == 302


def test_tries_without_end_are_stopped_as_well(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "signup": "2/d/ip"}
    answers = [sign_up(Client(), "otter", password2="").status_code for _try in range(3)]
    assert answers == [200, 200, 429]


def test_another_address_is_not_held_up() -> None:
    for number in range(6):
        sign_up(Client(), f"otter-{number}")
    assert sign_up(Client(REMOTE_ADDR="203.0.113.9"), "otter-9").status_code == 302
