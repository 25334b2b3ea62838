"""A rewrite takes from rows what tells when they came, changes no value, and gets in nobody's way."""

from __future__ import annotations

from contextlib import suppress

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from leverage.account_deletion import delete_account
from leverage.celery import app
from leverage.models import User, Vault
from outcomes import storage, tasks
from outcomes.models import Entry, Release, Tally, Window
from outcomes.releases import release_window
from tests.outcomes import factories
from tests.outcomes.storing import MODELS, column, constraints, content, rows, size

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ready_keys")]

# Accounts of staff and of labs' spokespeople act in public; they are no part of the promise. The table of
# addresses stays empty.
PUBLIC_ROLES = {"admin", "asks"}
PEOPLE = 12


@pytest.fixture
def window() -> Window:
    """Return an open window in which some have drawn, and some of these have logged."""
    window = factories.opened_window()
    for number in range(PEOPLE):
        credentials = factories.draw(window, f"person-{number}")
        account = User.objects.get(username=f"person-{number}")
        Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={})
        delete_account(User.objects.create_user(f"gone-{number}"))
        if number % 2:
            factories.log(window, credentials[factories.NORTH])
            Vault.objects.create(account=account, ciphertext=bytes([number]) * 16_000)
    return window


@pytest.mark.usefixtures("window")
def test_a_rewrite_changes_no_value_and_no_rule() -> None:
    before = content(), constraints()
    assert all(before[0].values())
    assert storage.rewrite()
    assert (content(), constraints()) == before


@pytest.mark.usefixtures("window")
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_rows_of_a_table_bear_one_number_and_lie_by_their_key(model: type[Model]) -> None:
    table, key = model._meta.db_table, str(model._meta.pk.column)
    assert len(set(rows(table, "xmin::text", order="ctid"))) > 1
    storage.rewrite()
    assert len(set(rows(table, "xmin::text", order="ctid"))) == 1
    assert rows(table, key, order="ctid") == rows(table, key, order=key)


@pytest.mark.usefixtures("window")
def test_former_versions_leave_the_file() -> None:
    one_page = 8192  # It has room for six rows, and not for twelve.
    assert Entry.objects.count() == 6
    for name in ("2025H2", factories.WINDOW):
        Entry.objects.update(window=name)
    assert size("outcomes_entry") > one_page
    storage.rewrite()
    assert size("outcomes_entry") == one_page


def test_after_a_release_the_files_are_empty(closed: Window) -> None:
    assert size("outcomes_entry") > 0
    app.conf.task_always_eager = True
    try:
        tasks.release_window(closed.name)
    finally:
        app.conf.task_always_eager = False
    assert (size("outcomes_entry"), size("outcomes_sheet")) == (0, 0)


@pytest.mark.usefixtures("window")
def test_the_planner_keeps_no_samples_of_rows() -> None:
    samples = "SELECT attname FROM pg_stats WHERE tablename IN ('leverage_user', 'outcomes_entry')"
    with connection.cursor() as cursor:
        for name in ("username", "password"):
            cursor.execute(f"ALTER TABLE leverage_user ALTER {name} SET STATISTICS -1")
        cursor.execute("ANALYZE leverage_user")
    assert {"username", "password"} <= set(column(samples))
    storage.rewrite()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE leverage_user, outcomes_entry")
    assert column(samples) == []


def test_every_table_about_accounts_is_rewritten() -> None:
    about: set[type[Model]] = {User, Entry}
    for model in apps.get_models(include_auto_created=True):
        if any(field.related_model is User for field in model._meta.fields):
            about.add(model)
    missing = {model._meta.label for model in about - set(MODELS)}
    missing = {label for label in missing if label.partition(".")[0] not in PUBLIC_ROLES}
    assert missing == {
        "account.EmailAddress",
        "leverage.User_groups",
        "leverage.User_user_permissions",
    }
    assert [apps.get_model(name) for name in storage._MODELS] == list(MODELS)


def test_the_table_of_addresses_stays_empty(client: Client, fresh_memory: None) -> None:
    form = {
        "username": "calm-otter-41",
        "password1": "a-long-made-up-word",
        "password2": "a-long-made-up-word",
    }
    client.post(reverse("account_signup"), form)
    assert User.objects.filter(username="calm-otter-41").exists()
    assert not EmailAddress.objects.exists()


def test_cells_of_a_release_that_was_undone_leave_the_file(closed: Window) -> None:
    release_window(closed.name)
    storage.rewrite()
    before = size(Tally._meta.db_table)
    published = list(Tally.objects.order_by("pk").values())
    release = Release.objects.get()
    with suppress(RuntimeError), transaction.atomic():
        cells = [Tally(release=release, table=f"undone-{n}", count=n) for n in range(1000)]
        Tally.objects.bulk_create(cells)
        raise RuntimeError
    assert size(Tally._meta.db_table) > before
    storage.rewrite()
    assert size(Tally._meta.db_table) == before
    assert list(Tally.objects.order_by("pk").values()) == published
