"""What a database has room for: read from models, or from the database itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Schema:
    """Tables with their columns and types, and which table leads to which."""

    columns: dict[str, dict[str, str]]
    links: frozenset[tuple[str, str]]


def of_models(found: Iterable[type[models.Model]]) -> Schema:
    """Return the schema that models stand for."""
    columns: dict[str, dict[str, str]] = {}
    links = set()
    for model in found:
        table = columns.setdefault(model._meta.db_table, {})
        for field in model._meta.local_concrete_fields:
            kind = str(field.db_type(connection))
            table[str(field.column)] = kind.replace("varchar", "character varying").replace(
                ", ", ","
            )
            if field.related_model:
                links.add((model._meta.db_table, field.related_model._meta.db_table))
    return Schema(columns, frozenset(links))


def of_database() -> Schema:
    """Return the schema that the database has, whatever the models say."""
    columns: dict[str, dict[str, str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
            " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relkind IN ('r', 'p', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
            " AND c.relnamespace = 'public'::regnamespace"
        )
        for table, column, kind in cursor.fetchall():
            columns.setdefault(table, {})[column] = kind
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text"
            " FROM pg_constraint WHERE contype = 'f'"
        )
        return Schema(columns, frozenset(cursor.fetchall()))


def all_models() -> list[type[models.Model]]:
    """Return every model of the project, those of its join tables too."""
    return [*apps.get_models(include_auto_created=True)]


def reached(schema: Schema, start: str, *, backwards: bool) -> set[str]:
    """Return every table that foreign keys lead to from a table, or from which they lead to it."""
    found, fresh = {start}, {start}
    while fresh:
        steps = ((b, a) if backwards else (a, b) for a, b in schema.links)
        fresh = {there for here, there in steps if here in fresh} - found
        found |= fresh
    return found
