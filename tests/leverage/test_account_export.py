"""The file of everything held about an account: whole, explained, and no key to it."""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.test import Client

from asks.models import CurationAction, Spokesperson
from leverage.account_export import export_account
from leverage.models import User, Vault
from outcomes.inventory import words_of_fields
from outcomes.models import Sheet, Window
from tests.asks.factories import make_lab
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.second_factor import SECRET
from tests.leverage.soft_key import SoftKey, sign_up_with
from tests.outcomes import factories

pytestmark = pytest.mark.django_db

EXPORT = "/account/export/"
OF_MEMBERS = (User, Authenticator, Sheet, Vault, Spokesperson)


@pytest.fixture
def full(on_the_day: dt.date, window: Window) -> User:
    """Return an account that has one of everything a member can have, and has done staff's work."""
    sign_up_with(Client(), SoftKey(), NAME)
    account = User.objects.get()
    if not Sheet.objects.exists():
        factories.draw(window, NAME)
    account.set_password(PASSWORD)
    account.save()
    TOTP.activate(account, SECRET)
    Vault.objects.create(account=account, ciphertext=b"sealed")
    Spokesperson.objects.create(
        account=account, lab=make_lab("a-lab"), domain="a.example", token="t"
    )
    CurationAction.objects.create(
        actor=account, action="retire", subject="an-ask", done_on=dt.date(2025, 3, 1)
    )
    return account


def file_of(account: User) -> dict[str, Any]:
    """Return what the holder gets."""
    client = Client()
    client.force_login(account)
    answer = client.post(EXPORT)
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="account.json"'
    assert answer["Cache-Control"] == "no-store"
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_every_table_that_leads_to_the_account_is_in_the_file(full: User) -> None:
    leading = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.fields
        if field.related_model is get_user_model()
        and model._default_manager.filter(**{field.name: full}).exists()
    }
    assert set(file_of(full)["held"]) == {"leverage_user"} | leading
    assert len(leading) == 5


@pytest.mark.parametrize("model", OF_MEMBERS)
def test_every_field_is_there_with_the_words_of_the_page_that_lists_what_is_held(
    full: User, model: type[models.Model]
) -> None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    for row in file_of(full)["held"][model._meta.db_table]:
        assert set(row) == set(fields)
        words = words_of_fields(model)
        assert {name: column["is"] for name, column in row.items()} == {
            name: str(words[name]) for name in fields
        }


def test_the_values_are_what_is_stored(full: User) -> None:
    held = file_of(full)["held"]
    [account], [sheet], [vault] = (
        held[table] for table in ("leverage_user", "outcomes_sheet", "leverage_vault")
    )
    assert account["username"]["value"] == NAME
    assert account["id"]["value"] == sheet["account"]["value"] == str(full.pk)
    assert base64.b64decode(vault["ciphertext"]["value"]) == b"sealed"
    stored = Sheet.objects.get().request_hash
    assert base64.b64decode(sheet["request_hash"]["value"]) == bytes(stored)
    assert sheet["window"]["value"] == Sheet.objects.get().window_id


def test_the_file_is_no_key_to_the_account(full: User) -> None:
    text = json.dumps(file_of(full))
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    for secret in (full.password, SECRET, codes.data["seed"], *codes.wrap().generate_codes()):
        assert secret not in text
    assert text.count("held, and not repeated here") == 3


def test_of_others_there_is_nothing(full: User) -> None:
    sign_up_with(Client(), SoftKey(), "stranger")
    stranger = User.objects.get(username="stranger")
    text = json.dumps(file_of(full))
    assert "stranger" not in text
    assert str(stranger.pk) not in text
    assert set(file_of(stranger)["held"]) <= {
        "leverage_user",
        "mfa_authenticator",
        "outcomes_sheet",
    }


def test_an_account_without_a_password_is_told_so(db: None) -> None:
    account = User.objects.create_user(NAME)
    [row] = export_account(account)["held"]["leverage_user"]
    assert row["password"]["value"] == "none"


def test_the_file_is_given_on_request_only_to_its_holder(client: Client, signed_in: Client) -> None:
    assert b"Save the file" in signed_in.get(EXPORT).content
    assert Client().post(EXPORT)["Location"] == f"/account/login/?next={EXPORT}"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get())
    assert strict.post(EXPORT).status_code == 403
