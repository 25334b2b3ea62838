"""A second database beside the first, and how more asks and more entries come into it: by SQL, as that is quickest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
import redis
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.models import Entry
from outcomes.wire import RECEIPT_KEY_SIZE
from tests.bench.page_supplies import CHANGE

# Added to each number of a copied row, once for each copy.
_STEP = 1_000_000
_SPACES = 2  # Numbered keyspaces of Valkey: what one site keeps, the other must not read.
_KEY = "substr(sha256(convert_to('key ' || {number}, 'UTF8')), 1, {size})"
_FILL = """
    INSERT INTO {table} ("nullifier", "sealed", "receipt_hash", "window")
    SELECT sha256(convert_to('nullifier ' || n, 'UTF8')),
        substr(decode(repeat(md5(n::text), {repeats}), 'hex'), 1, {size}),
        sha256({key}), {window}
    FROM generate_series(0, {number}::integer - 1) AS n
"""
_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
# What differs in a copied row; every other column stays as it is.
_CHANGED = {
    "id": "id + {step}",
    "ask_id": "ask_id + {step}",
    "text_id": "text_id + {step}",
    "slug": "left(slug, 44) || '-' || {turn}",
    "title": "left(title, 70) || ' ' || {turn}",
}
_OF_ASKS = ("ask", "asktext", "position", "source", "precedent", "surveysupport")


@contextmanager
def another_database(name: str) -> Iterator[dict[str, str]]:
    """Copy the database as it is, and give the environment of a site on the copy; drop it afterwards."""
    address = conninfo_to_dict(os.environ["DATABASE_URL"])
    copy = sql.Identifier(name)
    _order(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            copy, sql.Identifier(str(address["dbname"]))
        )
    )
    spaces = f"{settings.REDIS_URL}?db={_SPACES}"
    url = os.environ["DATABASE_URL"].replace(f"/{address['dbname']}?", f"/{name}?")
    try:
        yield {"DATABASE_URL": url, "REDIS_URL": spaces}
    finally:
        _order(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copy))


def _order(order: sql.Composed) -> None:
    """Give an order that wants to be alone: nobody may be connected to what is copied."""
    connection.close()
    address = make_conninfo(os.environ["DATABASE_URL"], dbname="postgres")
    with psycopg.connect(address, autocommit=True) as outside:
        outside.execute(order)


@contextmanager
def inside(environment: Mapping[str, str]) -> Iterator[psycopg.Connection]:
    """Connect to the database of a site; what was done is kept at the end."""
    with psycopg.connect(environment["DATABASE_URL"]) as inner:
        yield inner


@contextmanager
def changing(environment: Mapping[str, str]) -> Iterator[Callable[[], object]]:
    """Give what changes something that pages of a site show."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as inner:
        yield lambda: inner.execute(CHANGE)


def multiply_asks(environment: Mapping[str, str], times: int) -> None:
    """Copy every ask, with all that is about it, until there are so many times as many."""
    with inside(environment) as inner:
        for table in _OF_ASKS:
            name = sql.Identifier(f"asks_{table}")
            found = inner.execute(_COLUMNS, [f"asks_{table}"]).fetchall()
            columns = [column for (column,) in found]
            for turn in range(1, times):
                inner.execute(_copied(name, table, columns, turn))
        inner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        inner.execute("ANALYZE")


def _copied(name: sql.Identifier, table: str, columns: list[str], turn: int) -> sql.Composed:
    step = turn * _STEP
    # A source keeps its title; a version of an ask is told apart by it.
    changed = {
        column: words.format(step=step, turn=turn)
        for column, words in _CHANGED.items()
        if column != "title" or table == "asktext"
    }
    values = [
        sql.SQL(changed[column]) if column in changed else sql.Identifier(column)
        for column in columns
    ]
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE id < {}").format(
        name,
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(values),
        name,
        sql.Literal(_STEP),
    )


def fill_entries(environment: Mapping[str, str], window: str, number: int) -> None:
    """Store so many made-up entries and no other: random bytes to everybody but the release."""
    table = sql.Identifier(Entry._meta.db_table)
    with inside(environment) as inner:
        # What goes into a table that was emptied in the same transaction need not go through the log first.
        inner.execute(sql.SQL("TRUNCATE {}").format(table))
        inner.execute(
            sql.SQL(_FILL).format(
                table=table,
                repeats=sql.Literal(SEALED_SIZE // 16 + 1),
                size=sql.Literal(SEALED_SIZE),
                key=sql.SQL(_KEY).format(
                    number=sql.Identifier("n"), size=sql.Literal(RECEIPT_KEY_SIZE)
                ),
                window=sql.Literal(window),
                number=sql.Literal(number),
            )
        )
        inner.execute("ANALYZE")
    with inside(environment) as inner:
        inner.autocommit = True
        inner.execute("CHECKPOINT")


def receipt_keys(environment: Mapping[str, str], numbers: range) -> list[bytes]:
    """Return the receipt keys of made-up entries."""
    key = sql.SQL(_KEY).format(number=sql.Identifier("n"), size=sql.Literal(RECEIPT_KEY_SIZE))
    order = sql.SQL("SELECT {} FROM unnest({}::integer[]) AS n").format(
        key, sql.Literal(list(numbers))
    )
    with inside(environment) as inner:
        return [bytes(row[0]) for row in inner.execute(order).fetchall()]


def forget_tries(*urls: str) -> None:
    """Empty the memory that counts how often receipts were tried: here it is not visitors who try."""
    for url in urls:
        with redis.Redis.from_url(url) as memory:
            memory.flushdb()
