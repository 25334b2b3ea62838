"""Looking at what the database stores, and standing in the way of who stores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Model

from leverage.models import DeletedAccount, User, Vault
from outcomes.models import Entry, Sheet

MODELS: tuple[type[Model], ...] = (
    User,
    Authenticator,
    Sheet,
    Vault,
    DeletedAccount,
    Entry,
)


@contextmanager
def somebody_else() -> Iterator[Any]:
    """Give a cursor of another connection, inside of a transaction."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.rollback()
        other.close()


def column(query: str, *values: str) -> list[Any]:
    """Return the first column of what a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]


def content() -> dict[str, list[tuple[Any, ...]]]:
    """Return every value of every row, by table."""
    return {
        model._meta.label: [
            tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
            for row in model._default_manager.order_by("pk").values_list()
        ]
        for model in MODELS
    }


def constraints() -> list[str]:
    """Return every rule of every table."""
    return column(
        "SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1"
    )


def size(table: str) -> int:
    """Return how long the file of a table is."""
    found: int = column("SELECT pg_relation_size(%s::regclass)", table)[0]
    return found


def rows(table: str, what: str, *, order: str) -> list[Any]:
    """Return one column of a table, in the order that another one gives."""
    return column(f"SELECT {what} FROM {table} ORDER BY {order}")  # noqa: S608 - our own words
