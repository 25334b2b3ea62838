"""Rewriting rows, so that neither their place nor their hidden numbers tell when they came (privacy.md 5).

PostgreSQL stamps each row with the number of the transaction that wrote it, and appends it to a file. Who reads a
dump, or a disk, could so put sheets and conversations in the order in which they came, and see who logged after
drawing. An hourly rewrite gives all rows of a table one number and lays them out by a random key. That takes two
commits: within one, former versions would be carried along into the new file, with their old numbers.

What remains afterwards: the order of the rows written since; freed blocks of a disk until something overwrites them
(encrypt it); when a table was last read, in the server's own counters, as long as it runs; the order in which second
factors were added (allauth numbers them) and vaults last kept (PostgreSQL numbers long values). Neither meets a
conversation, whose row has no number and no neighbour. The rows of a window's tables share nothing but its name.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import sql
from psycopg.errors import DeadlockDetected, LockNotAvailable

from outcomes.errors import RewriteUnderWay

T = TypeVar("T")

# By name, since accounts are the wiring's and second factors allauth's.
_MODELS = (
    settings.AUTH_USER_MODEL,
    "mfa.Authenticator",
    "outcomes.Sheet",
    "leverage.Vault",
    "leverage.DeletedAccount",
    "outcomes.Entry",
)
# Of a release that a crash undid, cells with another noise may lie unseen in the file of the published ones.
_PUBLISHED = "outcomes.Tally"
_LOCK = 0x6C76_7277  # Any fixed number: one process rewrites at a time.
_PATIENCE = 40.0  # For the whole of it; a task may take a minute.
_PAUSE = 0.25
# It gives way sooner than the deadlock detector (1 s) or a page (3 s) gives up: people come first.
_LIMITS = "SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '60s'"


def rewrite() -> bool:
    """Rewrite all rows about people and conversations, then cut off the database's own log.

    Changes no value; people go on meanwhile. Returns whether former versions are gone from files too: a transaction
    that began before and outlasts our patience keeps them there until the next run. A dump never shows them.
    Raises RewriteUnderWay when another process is at it, and DatabaseError. Must not run inside of a transaction.
    """
    deadline = time.monotonic() + _PATIENCE
    with _alone():
        models = [apps.get_model(name) for name in _MODELS]
        numbers = [_patiently(partial(_write_rows_anew, model), deadline) for model in models]
        unseen = _wait_until_former_versions_are_unseen(numbers[-1], deadline)
        for model in models:
            _patiently(partial(_lay_out_at_random, model), deadline)
        _patiently(partial(_lay_out, apps.get_model(_PUBLISHED)), deadline)
        _cut_off_the_log()
    return unseen


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock of this connection, which outlives transactions and ends with the process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise RewriteUnderWay
    try:
        yield
    finally:
        # Without a connection the lock is gone already, and its error would hide the first one.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _patiently(step: Callable[[], T], deadline: float) -> T:
    """Take a step, and take it again while somebody else uses what it needs."""
    while True:
        try:
            return step()
        except OperationalError as error:
            busy = isinstance(error.__cause__, LockNotAvailable | DeadlockDetected)
            if not busy or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE)


@transaction.atomic(durable=True)
def _write_rows_anew(model: type[Model]) -> str:
    """Update every row of a table to itself; returns the number of the transaction, which all of them now bear.

    Tables get a number each: in one go, a person who changes a row would wait for all of them.
    """
    names = {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(str(model._meta.pk.column)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        cursor.execute(sql.SQL("UPDATE {table} SET {key} = {key}").format(**names))
        cursor.execute("SELECT pg_current_xact_id()::xid::text")
        number: str = cursor.fetchone()[0]
        return number


def _wait_until_former_versions_are_unseen(number: str, deadline: float) -> bool:
    """Wait for transactions that began before: what they may still read is carried into the new file.

    Those of other databases count too, since every look at the rows is no younger than the oldest of them all.
    """
    query = """
        SELECT age(pg_snapshot_xmin(pg_current_snapshot())::xid) >= age(%(number)s::xid)
        OR EXISTS (
            SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            AND greatest(age(backend_xmin), age(backend_xid)) >= age(%(number)s::xid)
        )
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(query, {"number": number})
            if not cursor.fetchone()[0]:
                return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)


@transaction.atomic(durable=True)
def _lay_out_at_random(model: type[Model]) -> None:
    """Write a table into a new file in the order of its key, with new indexes; the old files go at the commit.

    Keys are random, except allauth's: its order is what its numbers say anyhow, and no row of ours follows it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        _keep_no_samples(cursor, model._meta.db_table)
    _lay_out(model)


@transaction.atomic
def _lay_out(model: type[Model]) -> None:
    """Write a table into a new file in the order of its key: nothing but its rows is in it."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        cursor.execute(
            "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
            "WHERE indrelid = %s::regclass AND indisprimary",
            [table],
        )
        names = {"table": sql.Identifier(table), "index": sql.Identifier(cursor.fetchone()[0])}
        cursor.execute(sql.SQL("CLUSTER {table} USING {index}").format(**names))


def _keep_no_samples(cursor: CursorWrapper, table: str) -> None:
    """Let the planner keep no values of a table: its samples would outlive the rows they were taken from.

    It misses nothing, since every look-up here is by a unique key. Does nothing once it is so.
    """
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass "
        "AND attnum > 0 AND NOT attisdropped AND attstattarget IS DISTINCT FROM 0",
        [table],
    )
    for (column,) in cursor.fetchall():
        names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
        order = "ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
        cursor.execute(sql.SQL(order).format(**names))
        # Asked of the catalogue, since it wants the schema's name too.
        cursor.execute(
            "SELECT pg_clear_attribute_stats(schemaname, tablename, attname, inherited) "
            "FROM pg_stats WHERE tablename = %s AND attname = %s",
            [table, column],
        )


@transaction.atomic(durable=True)
def _cut_off_the_log() -> None:
    """Begin a new segment of the write-ahead log; the checkpoint then removes the former ones."""
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
