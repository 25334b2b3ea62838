"""`manage.py demand`: everything about an account, and of its conversations nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps

from asks.kinds import ProposalKind
from asks.models import Proposal
from leverage.demands import everything_about
from leverage.models import User, Vault
from outcomes.crypto import contexts
from outcomes.models import Entry, Sheet, Window
from tests.leverage.conftest import NAME
from tests.outcomes import factories
from tests.outcomes.factories import NORTH

pytestmark = pytest.mark.django_db


def demand(username: str) -> str:
    """Return what the command prints."""
    printed = StringIO()
    call_command("demand", username=username, stdout=printed)
    return printed.getvalue()


def forms_of(data: bytes) -> set[str]:
    """Return the texts in which bytes could stand in what is printed."""
    return {data.hex(), base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()}


@pytest.fixture
def logged(window: Window) -> factories.Logged:
    """Return what somebody holds who signed up, drew and logged."""
    return factories.log(window, factories.draw(window, NAME)[NORTH])


def test_of_the_conversation_nothing_is_printed(logged: factories.Logged) -> None:
    entry = Entry.objects.get()
    printed = demand(NAME)
    nullifier = contexts.nullifier_of(logged.credential.input_msg)
    assert bytes(entry.nullifier) == nullifier
    assert entry.sealed is not None
    assert entry.receipt_hash is not None
    secret = [nullifier, bytes(entry.sealed), bytes(entry.receipt_hash), logged.receipt_key]
    secret += [logged.credential.input_msg, logged.credential.signature]
    assert [text for data in secret for text in forms_of(data) if text in printed] == []
    assert "outcomes_entry" not in printed
    assert NORTH not in printed


def test_all_of_the_account_is_printed(logged: factories.Logged) -> None:
    user = User.objects.get(username=NAME)
    Vault.objects.create(account=user, ciphertext=b"\x00sealed")
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"key": "half"})
    found = json.loads(demand(NAME))["account"]
    drawn = Sheet.objects.get()
    assert set(found) == {
        "leverage_user",
        "leverage_vault",
        "mfa_authenticator",
        "outcomes_sheet",
    }
    assert found["leverage_user"] == [
        {
            "id": str(user.pk),
            "username": NAME,
            "password": user.password,
            "is_active": True,
            "is_staff": False,
            "is_superuser": False,
        }
    ]
    assert found["outcomes_sheet"] == [
        {
            "id": str(drawn.pk),
            "account_id": str(user.pk),
            "window_id": drawn.window_id,
            "request_hash": base64.b64encode(bytes(drawn.request_hash)).decode(),
        }
    ]
    [vault], [key] = found["leverage_vault"], found["mfa_authenticator"]
    assert vault["ciphertext"] == base64.b64encode(b"\x00sealed").decode()
    assert (key["data"], key["last_used_at"]) == ({"key": "half"}, None)


def test_every_column_of_every_row_is_printed(logged: factories.Logged) -> None:
    for table, rows in everything_about(User.objects.get(username=NAME)).items():
        with connection.cursor() as cursor:
            columns = {
                column.name
                for column in connection.introspection.get_table_description(cursor, table)
            }
        assert rows
        assert [row for row in rows if set(row) != columns] == []


def test_nothing_of_another_account_is_printed(logged: factories.Logged) -> None:
    other = User.objects.create_user("quiet-heron-7")
    Vault.objects.create(account=other, ciphertext=b"other")
    printed = demand(NAME)
    assert "quiet-heron-7" not in printed
    assert str(other.pk) not in printed
    assert set(everything_about(other)) == {"leverage_user", "leverage_vault"}


def test_of_all_conversations_together_there_is_a_number(window: Window) -> None:
    for name in (NAME, "quiet-heron-7"):
        factories.log(window, factories.draw(window, name)[NORTH])
    assert json.loads(demand(NAME))["sealed_conversations_of_everybody"] == {window.name: 2}


def test_staff_are_shown_what_names_them_also_without_a_way_back(account: User) -> None:
    Proposal.objects.create(
        kind=ProposalKind.WORDING,
        text="Plainer words.",
        reference_hash=b"r" * 32,
        received_month="2026-11",
        claimed_by=account,
    )
    assert everything_about(account)["asks_proposal"][0]["claimed_by_id"] == account.pk


def test_rights_that_staff_have_through_others_tables_are_shown(account: User) -> None:
    account.groups.add(Group.objects.create(name="curators"))
    [row] = everything_about(account)["leverage_user_groups"]
    assert row["user_id"] == account.pk


@pytest.fixture
def later_model() -> Iterator[Callable[[User], None]]:
    """Add a table that did not exist when the command was written; return what puts a row into it."""
    with isolate_apps("leverage"):

        class Later(models.Model):
            owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
            note = models.CharField(max_length=9)

            class Meta:
                app_label = "leverage"

            def __str__(self) -> str:
                return "later"

    with connection.schema_editor() as editor:
        editor.create_model(Later)
    apps.all_models["leverage"]["later"] = Later
    apps.clear_cache()
    yield lambda user: Later(owner=user, note="kept").save()
    del apps.all_models["leverage"]["later"]
    apps.clear_cache()


def test_a_table_that_comes_later_appears_by_itself(
    account: User, later_model: Callable[[User], None]
) -> None:
    assert "leverage_later" not in everything_about(account)
    later_model(account)
    [row] = everything_about(account)["leverage_later"]
    assert (row["owner_id"], row["note"]) == (account.pk, "kept")


@pytest.mark.parametrize("typed", [NAME, NAME.upper()])
def test_a_name_is_found_as_it_is_at_sign_in(account: User, typed: str) -> None:
    assert json.loads(demand(typed))["account"]["leverage_user"][0]["username"] == NAME


def test_an_unknown_name_is_said_to_be_so(account: User) -> None:
    with pytest.raises(CommandError, match="No account has this name") as refused:
        demand("nobody-here-1")
    assert refused.value.returncode == 1
    assert "nobody-here-1" not in str(refused.value)


@pytest.mark.parametrize("typed", [NAME, "nobody-here-1"])
def test_that_a_name_was_looked_up_is_in_no_log(
    account: User, console: Callable[[], str], typed: str
) -> None:
    outcome: Any = None
    try:
        demand(typed)
    except CommandError as refusal:
        outcome = refusal
    assert (outcome is None) is (typed == NAME)
    assert console() == ""
