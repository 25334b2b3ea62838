"""Making a backup: rows are rewritten, then read within one look at the database, and sealed as they come."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from leverage.backups import folder as folders
from leverage.backups.archive import Head, written
from leverage.backups.errors import BackupRefused
from leverage.backups.lasting import write_list
from leverage.backups.sealed import recipients_of, write_sealed
from leverage.backups.tables import (
    Table,
    parts_of,
    site_tables,
    window_tables,
    write_values_alike,
)
from leverage.database_history import KeepsHistory, refuse_history
from leverage.version import code_version
from outcomes import keystore, storage
from outcomes.errors import KeysMissing, RewriteUnderWay
from outcomes.kinds import WindowState
from outcomes.models import Window

SIGNING_KEYS, KEY_SET_HASH = "signing-keys.json", "key-set-hashes"
# One look at the database lasts as long as the slowest disk; a process whose computer is gone is given up all the same.
_LIMITS = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = '10min'"


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written: where, and the SHA-256 of the sealed file."""

    path: Path
    sha256: str


def place_of_backups() -> Path:
    """Return the folder of backups, made if need be; raises BackupRefused when none is set."""
    if settings.BACKUP_DIR is None:
        raise BackupRefused("Set LEVERAGE_BACKUP_DIR: a folder for backups.")
    folder = Path(settings.BACKUP_DIR)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupRefused(f"LEVERAGE_BACKUP_DIR cannot be used: {error.strerror}.") from error
    return folder


def back_up(*, one_custodian: bool = False, after_release: str = "") -> list[Written]:
    """Write the site's file and one for each window that is not released, and tidy up the folder.

    With `after_release` the site's file is named for the release that no older one knows.
    Raises BackupRefused; then no file was written that could be taken for a whole one. Not inside of a transaction.
    """
    folder = place_of_backups()
    recipients = recipients_of(settings.BACKUP_RECIPIENTS, one_will_do=one_custodian)
    _hide_the_order_of_rows()
    with _reporting():
        made = _write(folder, recipients, after_release)
        write_list(folder, recipients)
    folders.tidy(folder, timezone.now().date())
    return made


def applied_migrations() -> dict[str, list[str]]:
    """Return the state of the tables: the names of the migrations that were applied, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def keys_as_text(keys: Mapping[str, bytes]) -> bytes:
    """Return signing keys by slot as a backup holds them."""
    return json.dumps({slot: base64.b64encode(key).decode() for slot, key in keys.items()}).encode()


def _hide_the_order_of_rows() -> None:
    try:
        refuse_history()
        storage.rewrite()
    except KeepsHistory as refusal:
        raise BackupRefused(f"{refusal}\nNo backup is made of such a database.") from refusal
    except RewriteUnderWay as refusal:
        raise BackupRefused("Rows are being rewritten. Try again in a minute.") from refusal
    except DatabaseError as error:
        # The type only: the database's own words could quote a row.
        raise BackupRefused(f"Rows were not rewritten: {type(error).__name__}.") from error


@contextmanager
def _reporting() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupRefused(f"The backup was not written: {error.strerror}.") from error
    except (DatabaseError, psycopg.Error) as error:
        raise BackupRefused(f"The database was not read: {type(error).__name__}.") from error


@contextmanager
def _one_look() -> Iterator[CursorWrapper]:
    """Give a cursor that sees the whole database as it is at one moment, and cannot change it."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(_LIMITS)
        write_values_alike(cursor)
        yield cursor


def _write(folder: Path, recipients: Sequence[Any], after: str) -> list[Written]:
    run = secrets.token_hex(8)
    with _one_look() as cursor:
        if Window.objects.filter(rehearsal=True).exists():
            raise BackupRefused(
                "A rehearsal is under way, or was cut short. Try again when it is done; one that was cut short "
                "is cleared away by the next: manage.py rehearse_release."
            )
        made = [_write_site(cursor, folder, recipients, run, after)]
        waiting = Window.objects.exclude(state=WindowState.RELEASED).filter(key_set__isnull=False)
        for window in waiting.order_by("name"):
            made.append(_write_window(cursor, folder, recipients, run, window))  # noqa: PERF401 (one at a time)
    return made


def _write_site(
    cursor: CursorWrapper, folder: Path, recipients: Sequence[Any], run: str, after: str
) -> Written:
    hashes = {}
    for name in Window.objects.order_by("name").values_list("name", flat=True):
        with suppress(KeysMissing):
            hashes[f"{KEY_SET_HASH}/{name}"] = keystore.key_set_hash(name).encode()
    tables = site_tables()
    target = folder / folders.site_name(timezone.now().date(), after)
    return _seal(cursor, target, recipients, _head(run, "", tables), tables, hashes)


def _write_window(
    cursor: CursorWrapper, folder: Path, recipients: Sequence[Any], run: str, window: Window
) -> Written:
    """Write the rows of a window, and while it can be drawn in, the keys that sign its credentials.

    Never the key that opens its conversations: whoever opened a backup could read them before they are blurred.
    """
    files = {}
    if window.state in {WindowState.PLANNED, WindowState.OPEN}:
        with suppress(KeysMissing):  # It closed a moment ago.
            files[SIGNING_KEYS] = keys_as_text(keystore.signing_keys(window.name))
    tables = window_tables(window.name)
    target = folder / folders.window_name(window.name, timezone.now().date())
    made = _seal(cursor, target, recipients, _head(run, window.name, tables), tables, files)
    folders.drop_older_of(window.name, folder, made.path)
    return made


def _head(run: str, window: str, tables: Sequence[Table]) -> Head:
    return Head(
        day=timezone.now().date().isoformat(),
        run=run,
        window=window,
        code=code_version(),
        migrations=applied_migrations(),
        tables={table.name: list(table.columns) for table in tables},
    )


def _seal(
    cursor: CursorWrapper,
    target: Path,
    recipients: Sequence[Any],
    head: Head,
    tables: Sequence[Table],
    files: dict[str, bytes],
) -> Written:
    rows = ((table.name, parts_of(cursor, table)) for table in tables)
    return Written(target, write_sealed(target, written(head, rows, files), recipients))
