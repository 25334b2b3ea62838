"""Which table goes into which backup, and why some go into none. Every model has to be named here; a test looks.

What people leave until a release (sheets, sealed conversations) has a file of its own for each window, of which only
the newest is kept: two of them would show which rows came in between. All that lives longer is in the site's file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from leverage.backups.archive import Content
from leverage.backups.sealed import CHUNK

SITE = (
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "auth.Group_permissions",
    "leverage.User",
    "leverage.User_groups",
    "leverage.User_user_permissions",
    "leverage.Vault",
    "leverage.DeletedAccount",
    "mfa.Authenticator",
    "asks.Category",
    "asks.Ask",
    "asks.Ask_related",
    "asks.AskText",
    "asks.Source",
    "asks.Precedent",
    "asks.Survey",
    "asks.SurveySupport",
    "asks.Lab",
    "asks.Position",
    "asks.PositionEvent",
    "asks.Spokesperson",
    "asks.LabAnswer",
    "asks.Motion",
    "asks.Alias",
    "asks.CurationAction",
    "asks.FocusRun",
    "asks.FocusEntry",
    "asks.FocusRuling",
    "asks.Proposal",
    "outcomes.DkimKey",
    "outcomes.Window",
    "outcomes.Release",
    "outcomes.Tally",
    "outcomes.BudgetEntry",
)
WINDOW = {"outcomes.Sheet": "window_id", "outcomes.Entry": "window"}
"""What goes into the file of a window, and the column that names the window."""

LEFT_OUT = {
    "account.EmailAddress": "It stays empty: no account has an address.",
    "account.EmailConfirmation": "It stays empty, like the addresses it would be about.",
    "leverage.PageVersion": "A random mark, which bringing rows back makes anew.",
    "admin.LogEntry": "It stays empty: what curators do stands in the public log.",
}
MADE_BY_MIGRATE = ("auth.Permission", "contenttypes.ContentType")
"""`migrate` fills these in an empty database, with numbers of its own; those of the backup take their place."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a backup: what is read, in what order, and of which window."""

    name: str
    columns: tuple[str, ...]
    key: str
    key_is_text: bool
    belongs_to: str = ""
    window: str = ""

    def query(self) -> sql.Composed:
        """Return the question for its rows, in an order that is the same everywhere and tells nothing.

        Keys of rows about people are random; of the others the order of making is public.
        """
        names = {
            "columns": self._listed(),
            "table": sql.Identifier(self.name),
            "key": sql.Identifier(self.key),
            "owner": sql.Identifier(self.belongs_to or self.key),
            "window": sql.Literal(self.window),
        }
        of_one = "WHERE {owner} = {window}" if self.belongs_to else ""
        order = '{key} COLLATE "C"' if self.key_is_text else "{key}"
        return sql.SQL(
            f"COPY (SELECT {{columns}} FROM {{table}} {of_one} ORDER BY {order}) TO STDOUT"  # noqa: S608 (words of our own)
        ).format(**names)

    def order_to_fill(self) -> sql.Composed:
        """Return the order that takes its rows in."""
        return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self.name), self._listed())

    def _listed(self) -> sql.Composed:
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


def site_tables() -> list[Table]:
    """Return the tables of the site's file."""
    return [_table(label) for label in SITE]


def window_tables(window: str) -> list[Table]:
    """Return the tables of a window's file."""
    return [_table(label, column, window) for label, column in WINDOW.items()]


def all_labels() -> set[str]:
    """Return every model that has a table, those of relations to many too."""
    return {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def model_of(label: str) -> type[models.Model]:
    """Return a model by its label; those that Django makes for relations to many are found too."""
    [found] = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.label == label
    ]
    return found


def parts_of(cursor: CursorWrapper, table: Table) -> Iterator[bytes]:
    """Yield the rows of a table as COPY writes them, in parts of about a megabyte."""
    waiting = bytearray()
    with cursor.copy(table.query()) as copy:
        for block in copy:
            waiting += block
            if len(waiting) >= CHUNK:
                yield bytes(waiting)
                waiting.clear()
    if waiting:
        yield bytes(waiting)


def content_of(cursor: CursorWrapper, table: Table) -> Content:
    """Return how many rows a table has, and the SHA-256 of all of them."""
    content = Content()
    for part in parts_of(cursor, table):
        content.take(part)
    return content


def write_values_alike(cursor: CursorWrapper) -> None:
    """Let the database write every value as it would anywhere: hashes are compared across machines."""
    cursor.execute(
        "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL TimeZone = 'UTC';"
        "SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8'"
    )


def _table(label: str, belongs_to: str = "", window: str = "") -> Table:
    meta = model_of(label)._meta
    fields = [field for field in meta.local_concrete_fields if not field.generated]
    kind = meta.pk.target_field if isinstance(meta.pk, models.ForeignKey) else meta.pk
    return Table(
        name=meta.db_table,
        columns=tuple(str(field.column) for field in fields),
        key=str(meta.pk.column),
        key_is_text=isinstance(kind, models.CharField),
        belongs_to=belongs_to,
        window=window,
    )
