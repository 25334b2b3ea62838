"""What the release cases need beforehand: a closed window full of sealed entries, and plain rows that say as much."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from collections.abc import Iterator
from typing import Any

from django.db import connection

from outcomes import keystore
from outcomes.crypto import contexts, payload, sealing
from outcomes.kinds import Decision, ResponseClass, WindowState
from outcomes.models import BudgetEntry, Entry, Release, Tally, Window
from outcomes.statistics.counting import Opened
from outcomes.windows import close_window, open_window, other_table, plan_window, sealing_public_key
from tests.bench.supplies import TABLES, Mint

ASKS = [f"ask-{n}" for n in range(40)]
KEPT, ROWS, PLAIN, CELLS = "bench_kept", "bench_rows", "bench_plain", "bench_cells"
_ANSWERS, _DECISIONS = [*ResponseClass], [*Decision]
# A number without a common factor with those of tables, asks and answers walks through all of them.
_STRIDE = 7
_FILL_PLAIN = f"""
    INSERT INTO {PLAIN}
    SELECT places[1 + mod(n, cardinality(places))],
        asks[1 + mod(n, cardinality(asks))],
        answers[1 + mod(n, cardinality(answers))]
    FROM (SELECT %s::text[] AS places, %s::text[] AS asks, %s::text[] AS answers) AS given,
        generate_series(0, %s - 1) AS n
"""  # noqa: S608 - a name of ours


class Closed:
    """A closed window that can be released again and again, with its rows as they were."""

    def __init__(self, sealed: int) -> None:
        named = [{"slug": f"lab-{n}", "name": f"Lab {n}"} for n in range(1, TABLES)]
        planned = plan_window(
            "2025H1",
            dt.date(2025, 1, 1),
            dt.date(2025, 6, 30),
            tables=[*named, other_table()],
            asks=[{"slug": slug, "short_name": slug} for slug in ASKS],
            # Its release leaves the focus list alone, whose time is another matter.
            demonstration=True,
        )
        self.name = planned.name
        opened = open_window(self.name)
        self.key = keystore.sealing_key(self.name)
        _make_tables()
        _fill(opened, sealed)
        self.window = close_window(self.name)

    def close_again(self, *, with_rows: bool) -> None:
        """Take a release back, and bring its rows back too, on both sides, if they are wanted."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"TRUNCATE {Tally._meta.db_table}, {Entry._meta.db_table}, {CELLS}, {ROWS}"
            )
            for table in (Entry._meta.db_table, ROWS) if with_rows else ():
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {KEPT}")  # noqa: S608 - names of ours
        Release.objects.all().delete()
        BudgetEntry.objects.all().delete()
        Window.objects.filter(pk=self.name).update(state=WindowState.CLOSED)
        keystore.store_sealing_key(self.name, self.key)
        with connection.cursor() as cursor:
            # Neither side is to pay for what bringing the rows back still owes the disk.
            cursor.execute("CHECKPOINT")

    def forget(self) -> None:
        """Leave nothing behind for the cases that follow."""
        self.close_again(with_rows=False)
        Window.objects.filter(pk=self.name).delete()
        keystore.forget(self.name)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {KEPT}, {ROWS}, {PLAIN}, {CELLS}")


def items_of(number: int) -> list[tuple[str, str]]:
    """Return what the entry of a number says: three asks."""
    places = [number * _STRIDE + step for step in range(3)]
    return [(ASKS[n % len(ASKS)], _ANSWERS[n % len(_ANSWERS)].value) for n in places]


def tables_of(window: Window) -> list[str]:
    """Return the slugs of a window's tables."""
    return [table["slug"] for table in window.tables]


def opened(window: Window, number: int) -> Iterator[tuple[str, Opened]]:
    """Give so many opened entries with their table, each as much as one plain row: one ask, one answer."""
    tables = itertools.cycle(tables_of(window))
    rows = itertools.cycle(_one_ask_each())
    return itertools.islice(zip(tables, rows, strict=False), number)


def fill_plain(window: Window, number: int) -> None:
    """Write the same as plain rows: the database counts faster than we send."""
    entries = _one_ask_each()
    asks, answers = zip(*(entry.items[0] for entry in entries), strict=True)
    values: list[Any] = [tables_of(window), list(asks), list(answers), number]
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '300s'")
        cursor.execute(_FILL_PLAIN, values)
        cursor.execute(f"ANALYZE {PLAIN}")


def _one_ask_each() -> list[Opened]:
    return [Opened(items_of(n)[:1]) for n in range(len(ASKS) * len(_ANSWERS))]


def _make_tables() -> None:
    entry, tally = Entry._meta.db_table, Tally._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {KEPT} (LIKE {entry})")
        cursor.execute(f"CREATE TABLE {ROWS} (LIKE {entry} INCLUDING ALL)")
        cursor.execute(f"CREATE TABLE {CELLS} (LIKE {tally} INCLUDING ALL)")
        cursor.execute(f"CREATE TABLE {PLAIN} (place text, ask text, response text)")


def _fill(window: Window, number: int) -> None:
    names = ", ".join(f'"{name}"' for name in ("nullifier", "sealed", "receipt_hash", "window"))
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '300s'")
        with cursor.copy(f"COPY {KEPT} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["bytea", "bytea", "bytea", "text"])
            for row in _sealed(window, number):
                copy.write_row((*row, window.name))


def _sealed(window: Window, number: int) -> Iterator[tuple[bytes, bytes, bytes]]:
    mint, public = Mint(window), sealing_public_key(window)
    for n, table in enumerate(itertools.islice(itertools.cycle(tables_of(window)), number)):
        paid, items = mint.credential(table), items_of(n)
        plaintext = payload.encode(
            payload.Payload(
                input_msg=paid.input_msg,
                signature=paid.signature,
                items=tuple(items),
                nonce=secrets.token_bytes(payload.NONCE_SIZE),
                decided=(items[0][0], _DECISIONS[n % len(_DECISIONS)].value),
            )
        )
        nullifier = contexts.nullifier_of(paid.input_msg)
        info = contexts.entry_info(window.name, nullifier)
        yield nullifier, sealing.seal(public, info, plaintext), secrets.token_bytes(32)
