"""The code of yesterday must work with the tables of tomorrow: web processes are exchanged one after the other.

django-migration-linter reads the SQL of every migration. What was there before the first site opened is accepted: no
older code ran beside it. Of later ones, each that the linter refuses is split in two releases, or named here with the
reason why older code does not mind.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser.analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

pytestmark = pytest.mark.django_db

OURS = ("asks", "leverage", "outcomes")
BEFORE_THE_FIRST_SITE = {
    "asks": 5,
    "leverage": 2,
    "outcomes": 4,
}
"""The number of the last migration of each app that nobody's older code ran beside."""

ACCEPTED: dict[str, str] = {}
"""Migrations that the linter refuses, and why they keep older code running all the same."""


def newer() -> list[migrations.Migration]:
    """Return our migrations since the first site opened."""
    return [
        migration
        for (app, name), migration in sorted(MigrationLoader(connection).disk_migrations.items())
        if app in OURS and int(name[:4]) > BEFORE_THE_FIRST_SITE[app]
    ]


def is_refused(migration: migrations.Migration) -> bool:
    """Return whether the linter finds that older code would break beside a migration."""
    linter = MigrationLinter(
        str(settings.BASE_DIR), no_cache=True, no_output=True, analyser_string="postgresql"
    )
    linter.lint_migration(migration)
    return bool(linter.has_errors)


def test_every_migration_lets_older_code_run_on() -> None:
    refused = {f"{one.app_label}.{one.name}" for one in newer() if is_refused(one)}
    assert refused == set(ACCEPTED)


def test_there_is_something_to_look_at() -> None:
    names = {f"{one.app_label}.{one.name}" for one in newer()}
    assert "leverage.0003_deleted_account" in names


@pytest.mark.parametrize(
    ("sql", "refused"),
    [
        ('ALTER TABLE "leverage_vault" ADD COLUMN "note" integer NOT NULL', True),
        ('ALTER TABLE "leverage_vault" ADD COLUMN "note" integer NULL', False),
        ('ALTER TABLE "leverage_vault" DROP COLUMN "ciphertext"', True),
        ('ALTER TABLE "leverage_vault" RENAME COLUMN "ciphertext" TO "bytes"', True),
        ('DROP TABLE "leverage_vault"', True),
        ('CREATE TABLE "leverage_notes" ("id" uuid NOT NULL PRIMARY KEY)', False),
    ],
)
def test_the_linter_refuses_what_older_code_trips_over(sql: str, refused: bool) -> None:
    errors, _ignored, _warnings = analyse_sql_statements(PostgresqlAnalyser, [sql])
    assert bool(errors) is refused
