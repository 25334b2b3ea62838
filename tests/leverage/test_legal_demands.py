"""The page on legal demands: it lists what the command would print, and words it for what is in force."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings

from leverage.demands import everything_about
from leverage.models import User, Vault
from outcomes.inventory import inventory
from outcomes.kinds import Custody
from outcomes.models import Entry, Sheet, Window
from tests.leverage.conftest import NAME
from tests.outcomes import factories
from tests.outcomes.factories import NORTH

pytestmark = pytest.mark.django_db

PATH = "/about/legal-demands/"
HISTORY = "Our host takes copies of the log every day."
# Made by Django for every account of staff, or empty because nothing of ours writes it.
WITHOUT_A_ROW_OF_THEIR_OWN = {
    "account_emailaddress",
    "django_admin_log",
    "leverage_user_groups",
    "leverage_user_user_permissions",
}


def parts(client: Client) -> dict[str, str]:
    """Return the words of each section of the page by its heading."""
    page = client.get(PATH).content.decode()
    found = {}
    for section in re.split(r"<h2>", page)[1:]:
        heading, _, rest = section.partition("</h2>")
        found[heading] = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", rest)).split())
    return found


def test_what_leads_to_an_account_is_listed_with_every_field(client: Client) -> None:
    listed = parts(client)["About one account"].lower()
    tied = [holding for holding in inventory() if holding.ties]
    assert [str(holding.name) for holding in tied] == [
        "Your account",
        "Passkeys, and second factors of staff",
        "Sheet of credentials",
        "Your vault, if you keep one",
        "A suggestion of yours, if you send one",
        "Who speaks for a lab",
        "The work of curators and labs",
        "Short-term memory",
        "Backups",
    ]
    for holding in tied:
        for words in (holding.name, *holding.ties, *holding.fields):
            assert str(words).lower() in listed


def test_a_conversation_is_listed_where_nothing_leads_to_anybody(client: Client) -> None:
    listed = parts(client)
    assert "A sealed conversation" in listed["What leads to nobody"]
    assert "A sealed conversation" not in listed["About one account"]


def test_every_table_that_leads_to_an_account_belongs_to_a_holding_that_says_so() -> None:
    account = get_user_model()
    leading = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is account for field in model._meta.fields)
    }
    explained = {
        "asks_curationaction",
        "asks_motion",
        "asks_proposal",
        "asks_spokesperson",
        "leverage_vault",
        "mfa_authenticator",
        "outcomes_sheet",
    }
    assert leading == explained | WITHOUT_A_ROW_OF_THEIR_OWN


def test_what_a_member_is_told_of_is_what_the_command_prints(window: Window) -> None:
    factories.log(window, factories.draw(window, NAME)[NORTH])
    user = User.objects.get(username=NAME)
    Vault.objects.create(account=user, ciphertext=b"sealed")
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    models = (User, Authenticator, Sheet, Vault)
    assert set(everything_about(user)) == {model._meta.db_table for model in models}
    assert Entry._meta.db_table not in everything_about(user)


def test_it_says_where_the_key_is(client: Client, on_the_day: dt.date, window: Window) -> None:
    assert "lies in a file beside the database" in parts(client)["About conversations"]
    window.custody = Custody.CUSTODIANS
    window.save()
    said = parts(client)["About conversations"]
    assert "is not on this server" in said
    assert "lies in a file beside the database" not in said


def test_it_says_when_the_database_keeps_a_history(client: Client, settings: Settings) -> None:
    gone = "neither the conversations nor the key exist"
    assert gone in parts(client)["About conversations"]
    settings.DATABASE_KEEPS_HISTORY = HISTORY
    said = parts(client)["About conversations"]
    assert "keeps a history" in said
    assert gone not in said


def test_it_tells_of_the_drill(client: Client) -> None:
    assert "manage.py demand --username" in parts(client)["The drill"]
