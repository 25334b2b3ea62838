"""A second factor is added, asked for after the password, and removed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client

from leverage.models import User
from outcomes.models import Sheet, Window
from tests.asks.curators import with_second_factor
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.second_factor import FACTORS, code, sign_in, staff, with_app

__all__ = ["staff", "with_app"]

pytestmark = pytest.mark.django_db


# -- Signing in with it ------------------------------------------------------------------------------------


def test_signing_in_takes_the_password_and_then_the_code(client: Client, with_app: User) -> None:
    answer = sign_in(client, "/curate/")
    assert answer["Location"] == f"{FACTORS}authenticate/"
    assert not get_user(client).is_authenticated
    page = client.get(f"{FACTORS}authenticate/").content.decode()
    assert "Your second factor" in page
    assert "data:" not in page
    answer = client.post(f"{FACTORS}authenticate/", {"code": code()})
    assert answer["Location"] == "/curate/"
    assert client.get("/curate/").status_code == 200


def test_a_wrong_code_signs_nobody_in(client: Client, with_app: User) -> None:
    sign_in(client)
    wrong = "000000" if code() != "000000" else "000001"
    answer = client.post(f"{FACTORS}authenticate/", {"code": wrong})
    assert b"This code does not fit." in answer.content
    assert b"Type the code." in client.post(f"{FACTORS}authenticate/", {"code": ""}).content
    assert not get_user(client).is_authenticated


def test_the_first_sign_in_of_a_window_still_draws_the_sheet(
    client: Client, on_the_day: dt.date, with_app: User, window: Window
) -> None:
    sign_in(client)
    assert not Sheet.objects.exists()
    answer = client.post(f"{FACTORS}authenticate/", {"code": code()})
    assert b"lvg1." in answer.content
    assert Sheet.objects.filter(account=with_app, window=window).count() == 1


def test_the_name_does_not_wait_in_the_session_for_a_code(client: Client, with_app: User) -> None:
    sign_in(client)
    assert NAME not in str(dict(client.session))


# -- Adding one --------------------------------------------------------------------------------------------


def test_an_app_is_added_with_a_square_in_the_page_and_its_first_code(
    client: Client, staff: User
) -> None:
    sign_in(client)
    client.post(f"/account/reauthenticate/?next={FACTORS}app/", {"password": PASSWORD})
    page = client.get(f"{FACTORS}app/").content.decode()
    assert '<svg class="qr" role="img"' in page
    assert "data:" not in page
    assert "style=" not in page
    [secret] = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    answer = client.post(f"{FACTORS}app/", {"code": code(secret)})
    assert answer["Location"] == f"{FACTORS}codes/"
    shown = client.get(f"{FACTORS}codes/").content.decode()
    assert len(re.findall(r"^(?:.*>)?\d{4}-\d{4}-\d{4}$", shown, re.MULTILINE)) == 10
    again = client.get(f"{FACTORS}codes/").content.decode()
    assert "They were shown once and are not shown again." in again


@pytest.mark.parametrize(
    "page", ["", "codes/new/", "keys/", "keys/add/", "app/remove/", "reauthenticate/"]
)
def test_every_page_of_second_factors_is_in_our_words(
    client: Client, staff: User, page: str
) -> None:
    with_second_factor(client, staff)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = client.get(f"{FACTORS}{page}")
    assert answer.status_code == 200
    assert b"site-header" in answer.content
    assert b"style=" not in answer.content


def test_a_passkey_is_listed_renamed_and_removed(client: Client, staff: User) -> None:
    with_second_factor(client, staff)
    data = {"name": "Blue key", "credential": {}}
    key = Authenticator.objects.create(user=staff, type=Authenticator.Type.WEBAUTHN, data=data)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert b"Blue key" in client.get(f"{FACTORS}keys/").content
    client.post(f"{FACTORS}keys/{key.pk}/edit/", {"name": "Green key"})
    assert b"Green key" in client.get(f"{FACTORS}keys/{key.pk}/remove/").content
    client.post(f"{FACTORS}keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()
