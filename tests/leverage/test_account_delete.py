"""Deleting an account: at once, whole, and nobody else's."""

from __future__ import annotations

import datetime as dt
import html
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.test import Client

from asks.models import CurationAction, Spokesperson
from leverage.models import User, Vault
from outcomes.client_half import draw_credentials
from outcomes.models import Entry, Sheet, Window
from tests.asks.factories import make_lab
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import KEYS, SoftKey, show_again, sign_in_with, sign_up_with
from tests.outcomes import factories

pytestmark = pytest.mark.django_db

DELETE = "/account/delete/"
TABLES = (User, Authenticator, Sheet, Vault, Spokesperson)


def furnish(name: str, window: Window) -> User:
    """Make an account with one row in every table."""
    account = User.objects.create_user(name, PASSWORD)
    draw_credentials(account, window, today=factories.DAY)
    Authenticator.objects.create(user=account, type=Authenticator.Type.RECOVERY_CODES, data={})
    Vault.objects.create(account=account, ciphertext=b"sealed")
    Spokesperson.objects.create(account=account, lab=make_lab(f"lab-{name}"), token="t")
    return account


def rows() -> dict[str, set[str]]:
    """Return of whom each table has a row."""
    owner = {User: "pk", Authenticator: "user"}
    return {
        table.__name__: {
            str(found)
            for found in table._default_manager.values_list(owner.get(table, "account"), flat=True)
        }
        for table in TABLES
    }


def shown_again(account: User) -> Client:
    """Return the browser of somebody who has just shown the password again."""
    client = Client()
    client.force_login(account)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def words_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_everything_of_the_account_goes_and_everything_else_stays(
    on_the_day: dt.date, window: Window
) -> None:
    mine = furnish(NAME, window)
    furnish("other", window)
    factories.log(window, factories.draw(window, "third")[factories.NORTH])
    before = rows()
    assert all(str(mine.pk) in rows_of for rows_of in before.values())
    assert "The account is deleted" in words_of(shown_again(mine).post(DELETE))
    kept = {table: rows_of - {str(mine.pk)} for table, rows_of in before.items()}
    assert rows() == kept
    assert Entry.objects.count() == 1


def test_the_page_says_what_goes_and_what_stays(account: User) -> None:
    page = words_of(shown_again(account).get(DELETE))
    assert "only the eight words of its receipt withdraw it" in page
    assert "the note that a sheet was drawn" in page
    assert User.objects.count() == 1


def test_the_browser_is_asked_to_forget_and_is_signed_out(account: User) -> None:
    client = shown_again(account)
    done = client.post(DELETE)
    assert done["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert done["Cache-Control"] == "no-store"
    assert not get_user(client).is_authenticated
    assert "Clear-Site-Data" not in shown_again(User.objects.create_user("b", PASSWORD)).get(DELETE)


def test_every_other_session_of_the_account_ends(account: User) -> None:
    elsewhere, stranger = Client(), Client()
    elsewhere.force_login(account)
    stranger.force_login(User.objects.create_user("stranger", PASSWORD))
    shown_again(account).post(DELETE)
    assert elsewhere.get("/account/")["Location"] == "/account/login/?next=/account/"
    assert stranger.get("/account/").status_code == 200


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_wrong_password_deletes_nothing(signed_in: Client, account: User, password: str) -> None:
    refused = signed_in.post(f"/account/reauthenticate/?next={DELETE}", {"password": password})
    assert refused.status_code == 200
    assert signed_in.post(DELETE)["Location"] == f"/account/reauthenticate/?next={DELETE}"
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_a_passkey_will_do_as_well(client: Client) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    assert client.post(DELETE)["Location"] == f"{KEYS}show/?next={DELETE}"
    assert User.objects.count() == 1
    show_again(client, key)
    client.post(DELETE)
    assert not User.objects.exists()
    assert "passkey=refused" in sign_in_with(Client(), key)["Location"]


def test_another_site_cannot_delete_an_account(account: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(account)
    assert strict.post(DELETE).status_code == 403
    assert User.objects.count() == 1


def test_the_name_is_free_again_and_what_a_curator_did_stays_without_it(account: User) -> None:
    User.objects.update(is_staff=True)
    CurationAction.objects.create(
        actor=account, action="retire", subject="an-ask", done_on=dt.date(2025, 3, 1)
    )
    client = shown_again(account)
    assert "stays in the public log" in words_of(client.get(DELETE))
    client.post(DELETE)
    assert CurationAction.objects.get().actor is None
    User.objects.create_user(NAME)
