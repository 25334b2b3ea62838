"""Taking an empty database, and filling its tables from the parts of a backup."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from leverage.backups import tables
from leverage.backups.errors import BackupRefused


def take_the_database(cursor: CursorWrapper) -> None:
    """Let nobody else in, and require that nobody was; then make room for what `migrate` filled in."""
    labels = [*tables.SITE, *tables.WINDOW]
    names = [sql.Identifier(tables.model_of(label)._meta.db_table) for label in labels]
    try:
        cursor.execute(
            sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(names))
        )
    except OperationalError as error:
        raise BackupRefused("The database is in use. Stop web, worker and beat first.") from error
    for label in labels:
        if label not in tables.MADE_BY_MIGRATE and tables.model_of(label)._default_manager.exists():
            raise BackupRefused(
                "The database is not empty. A backup is brought back into a new one only: make it, run "
                "manage.py migrate, and nothing else before this."
            )
    for label in tables.MADE_BY_MIGRATE:
        cursor.execute(
            sql.SQL("DELETE FROM {}").format(sql.Identifier(tables.model_of(label)._meta.db_table))
        )


class Filling:
    """Fills tables one after the other, as their parts come."""

    def __init__(self, cursor: CursorWrapper, wanted: dict[str, tables.Table]) -> None:
        """Fill `wanted`, by name, and no other."""
        self._cursor, self._wanted = cursor, wanted
        self._copy: Any = None
        self._name = ""
        self._stack = ExitStack()

    def __enter__(self) -> Filling:
        return self

    def __exit__(self, *error: Any) -> None:
        # An error goes on into COPY, which then takes nothing in.
        self._stack.__exit__(*error)

    def take(self, name: str, data: bytes) -> None:
        """Take a part of a table; raises BackupRefused for a table that does not belong here."""
        if name not in self._wanted:
            raise BackupRefused("The backup holds a table that does not belong into it.")
        if name != self._name:
            self._stack.close()
            self._name = name
            self._copy = self._stack.enter_context(
                self._cursor.copy(self._wanted[name].order_to_fill())
            )
        self._copy.write(data)
