"""The database has room for what the inventory promises and for nothing else (privacy.md 4 and 11.7).

Looked at twice: in the models, and in the database itself, which could have a column that no model names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from leverage.models import User
from outcomes.models import Entry, Sheet
from tests.outcomes.schemas import Schema, all_models, of_database, of_models, reached

UUID, BYTES, BIG, WHOLE = "uuid", "bytea", "bigint", "integer"
YES_NO, DAY, MOMENT, JSON, TEXT = "boolean", "date", "timestamp with time zone", "jsonb", "text"


def _words(length: int) -> str:
    return f"character varying({length})"


_TABLE = {"table": _words(48), "kind": _words(12), "tier": _words(8), "query": _words(9)}

# The table of privacy.md 4, row by row; behind it what the framework needs to know of staff.
PROMISED: dict[str, dict[str, str]] = {
    "leverage_user": {
        "id": UUID,
        "username": _words(60),
        "password": _words(128),
        "is_active": YES_NO,
        "is_staff": YES_NO,
        "is_superuser": YES_NO,
    },
    "mfa_authenticator": {
        "id": BIG,
        "user_id": UUID,
        "type": _words(20),
        "data": JSON,
        "created_at": MOMENT,
        "last_used_at": MOMENT,
    },
    "outcomes_sheet": {
        "id": UUID,
        "account_id": UUID,
        "window_id": _words(16),
        "request_hash": BYTES,
    },
    "leverage_vault": {"id": UUID, "account_id": UUID, "ciphertext": BYTES},
    "leverage_deletedaccount": {"mark": BYTES},
    "leverage_pageversion": {"mark": UUID},  # Random, new with each change of what pages show.
    "outcomes_entry": {
        "nullifier": BYTES,
        "sealed": BYTES,
        "receipt_hash": BYTES,
        "window": _words(16),
    },
    "outcomes_release": {
        "window_id": _words(16),
        "published_on": DAY,
        "parameters": JSON,
        "code_version": _words(40),
        "digest": _words(64),
    },
    "outcomes_tally": {
        "id": BIG,
        "release_id": _words(16),
        **_TABLE,
        "ask": _words(48),
        "response": _words(16),
        "count": WHOLE,
    },
    "outcomes_budgetentry": {
        "id": BIG,
        "window": _words(16),
        **_TABLE,
        "epsilon": "numeric(4,2)",
    },
    "outcomes_dkimkey": {
        "id": BIG,
        "domain": _words(253),
        "selector": _words(253),
        "record": TEXT,
        "first_month": _words(7),
        "last_month": _words(7),
    },
    "outcomes_window": {
        "name": _words(16),
        "opens_on": DAY,
        "closes_on": DAY,
        "state": _words(8),
        "custody": _words(10),
        "parameters": JSON,
        "key_set": JSON,
        "key_set_hash": _words(64),
        "demonstration": YES_NO,
        "rehearsal": YES_NO,
    },
    "leverage_user_groups": {"id": BIG, "user_id": UUID, "group_id": WHOLE},
    "leverage_user_user_permissions": {"id": BIG, "user_id": UUID, "permission_id": WHOLE},
}
ABOUT_PEOPLE = ("leverage_user", "outcomes_sheet", "leverage_vault", "outcomes_entry")
WRITTEN = {
    ("leverage_user", "username"),  # Made up, and assigned unless somebody insists.
    ("leverage_user", "password"),  # Its hash.
    ("outcomes_sheet", "window_id"),  # The same for everybody who draws in it.
    ("outcomes_entry", "window"),
}
TELLING = (DAY, MOMENT, "time", "timestamp", "interval", "inet", "cidr", "macaddr", "json", TEXT)
LEADING_TO_PEOPLE = {
    "mfa_authenticator",  # Of its moments a year remains, and nothing (tests/leverage/test_account_traces.py).
    "leverage_user_groups",
    "leverage_user_user_permissions",
    "account_emailaddress",  # Stays empty (test_storage.py), and so does what leads to it.
    "account_emailconfirmation",
    "django_admin_log",  # Stays empty (tests/leverage/test_staff.py).
    "asks_curationaction",  # What staff and spokespeople do in that role, and what came of it.
    "asks_motion",
    "asks_alias",
    "asks_proposal",
    "asks_spokesperson",
}


def assert_as_promised(schema: Schema) -> None:
    """Fail where a table about people or conversations is not what the inventory says, column by column."""
    ours = ("leverage_", "outcomes_", "mfa_")
    assert {t: c for t, c in schema.columns.items() if t.startswith(ours)} == PROMISED


def assert_nothing_tells(schema: Schema) -> None:
    """Fail where a day, an address or a text can stand with an account, or in an unknown table that leads to one."""
    kinds = {(t, c): kind for t in ABOUT_PEOPLE for c, kind in schema.columns[t].items()}
    assert [place for place, kind in kinds.items() if kind.startswith(TELLING)] == []
    assert {place for place, kind in kinds.items() if "char" in kind} == WRITTEN
    leading = {t for start in ABOUT_PEOPLE for t in reached(schema, start, backwards=True)}
    assert leading == LEADING_TO_PEOPLE | set(ABOUT_PEOPLE)


def assert_entries_stand_alone(schema: Schema) -> None:
    """Fail where a path of foreign keys leads from a conversation to anything, or to it."""
    for backwards in (False, True):
        assert reached(schema, "outcomes_entry", backwards=backwards) == {"outcomes_entry"}


CHECKS = (assert_as_promised, assert_nothing_tells, assert_entries_stand_alone)
Check = Callable[[Schema], None]


@pytest.mark.parametrize("check", CHECKS)
def test_the_models_have_room_for_what_is_promised(db: None, check: Check) -> None:
    check(of_models(all_models()))


@pytest.mark.parametrize("check", CHECKS)
def test_the_database_has_room_for_what_is_promised(db: None, check: Check) -> None:
    check(of_database())


# -- Broken twins: models ----------------------------------------------------------------------------


def a_model(name: str, table: str, fields: dict[str, Any]) -> type[models.Model]:
    """Make a model that the project never hears of."""
    meta = type("Meta", (), {"app_label": "outcomes", "db_table": table})
    copies = {name: _copy(field) for name, field in fields.items()}
    return type(name, (models.Model,), {**copies, "Meta": meta, "__module__": __name__})


def twin_of(model: type[models.Model], **more: Any) -> list[type[models.Model]]:
    """Return all models, but for one the same model with a field more."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    twin = a_model(model.__name__, model._meta.db_table, {**fields, **more})
    return [twin if found is model else found for found in all_models()]


def _copy(field: Any) -> Any:
    """Copy a field; a link leads to the real model, since twins live in a project of their own."""
    return _link(field.remote_field.model) if field.remote_field else field.clone()


def _link(model: type[models.Model]) -> Any:
    return models.ForeignKey(model, models.CASCADE, related_name="+")


@pytest.mark.parametrize(
    ("model", "field", "missed_by"),
    [
        (Entry, models.DateTimeField(), assert_entries_stand_alone),
        (Entry, models.DateField(), assert_entries_stand_alone),
        (Entry, models.GenericIPAddressField(), assert_entries_stand_alone),
        (Entry, models.TextField(), assert_entries_stand_alone),
        (Entry, models.CharField(max_length=9), assert_entries_stand_alone),
        (Sheet, models.DateTimeField(), assert_entries_stand_alone),
        (Entry, _link(Sheet), assert_nothing_tells),
        (Entry, _link(User), assert_nothing_tells),
        (Sheet, _link(Entry), assert_nothing_tells),
    ],
)
def test_a_field_too_many_is_noticed(
    db: None, model: type[models.Model], field: Any, missed_by: Check
) -> None:
    with isolate_apps("outcomes"):
        twin = of_models(twin_of(model, extra=field))
    for check in CHECKS:
        if check is not missed_by:  # Each check has its own kind of fault to find.
            with pytest.raises(AssertionError):
                check(twin)


@pytest.mark.parametrize("people", [User, Sheet, Entry])
def test_a_table_that_leads_to_people_is_noticed(db: None, people: type[models.Model]) -> None:
    fields = {"whose": _link(people), "seen_at": models.DateTimeField()}
    with isolate_apps("outcomes"):
        twin = of_models([*all_models(), a_model("Visit", "visits", fields)])
    with pytest.raises(AssertionError):
        assert_nothing_tells(twin)


# -- Broken twins: the database ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "seen_by"),
    [
        ("ALTER TABLE outcomes_entry ADD logged_at timestamptz", assert_nothing_tells),
        ("ALTER TABLE outcomes_sheet ADD address inet", assert_nothing_tells),
        ("ALTER TABLE leverage_vault ADD note text", assert_nothing_tells),
        ("ALTER TABLE outcomes_entry ADD place integer", assert_as_promised),
        ("CREATE TABLE outcomes_visits (day date)", assert_as_promised),
        (
            "ALTER TABLE outcomes_entry ADD sheet_id uuid REFERENCES outcomes_sheet",
            assert_entries_stand_alone,
        ),
        (
            "CREATE TABLE visits (nullifier bytea REFERENCES outcomes_entry, day date)",
            assert_entries_stand_alone,
        ),
        ("CREATE TABLE visits (who uuid REFERENCES leverage_user)", assert_nothing_tells),
    ],
)
def test_a_column_that_no_model_names_is_noticed(db: None, statement: str, seen_by: Check) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    with pytest.raises(AssertionError):
        seen_by(of_database())
