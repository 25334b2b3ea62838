"""A suggestion leaves no trace of the visitor who sent it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import redis
from django.db import connection
from django.test import Client

from asks import limits
from tests.asks.factories import make_ask
from tests.asks.proposing import WORDING, noon, send
from tests.leverage.conftest import console, remembered

__all__ = ["console", "noon", "remembered"]

pytestmark = pytest.mark.usefixtures("db", "fresh_memory")


MARKS = ("203.0.113.77", "MarkedAgent", "marked-referrer", "marked-cookie", "marked-query")


def everything_stored() -> str:
    """Return every row of every table, as the database writes it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 (names of our own tables)
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_a_visitor_is_in_no_table_no_memory_and_no_log(
    console: Callable[[], str], remembered: Callable[[], bytes]
) -> None:
    make_ask("a")
    marked = Client(
        REMOTE_ADDR="203.0.113.77",
        HTTP_X_FORWARDED_FOR="203.0.113.77",
        HTTP_USER_AGENT="MarkedAgent/7",
        HTTP_REFERER="https://marked-referrer.example/",
        HTTP_COOKIE="session=marked-cookie; csrf=marked-cookie",
    )
    typed = {**WORDING, "text": "Marked words."}
    marked.get("/propose/?kind=wording&ask=marked-query")
    [sent] = {send(marked, typed).status_code for _ in range(limits.PROPOSALS_PER_HOUR)}
    too_many = send(marked, typed)
    marked.post("/propose/?marked-query", {**typed, "text": ""})
    marked.post("/propose/reference/", {"words": "abacus abacus abacus abacus"})
    assert (sent, too_many.status_code) == (201, 429)

    stored, memory, logged = everything_stored(), remembered(), console()
    for mark in MARKS:
        assert mark not in stored
        assert mark.encode() not in memory
        assert mark not in logged
    # The other side: what is meant to be there is seen by the same eyes.
    assert stored.count("Marked words.") == limits.PROPOSALS_PER_HOUR
    assert re.search(rb"proposals-from-[0-9a-f]{16}-\d+", memory)
    assert "POST /propose/ 201" in logged
    assert b"Marked words." not in memory
    assert "Marked words." not in logged


def test_an_address_is_counted_by_its_keyed_hash_even_when_none_is_known(
    client: Client, memory: redis.Redis
) -> None:
    make_ask("a")
    assert send(client, WORDING, REMOTE_ADDR="").status_code == 201
    assert any(b"proposals-from-nowhere-" in key for key in memory.scan_iter())
