"""Marks that a visit carries, and every place in which one of them could be left behind."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import uuid
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import quote

import redis
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern
from psycopg.conninfo import make_conninfo

from leverage.embedded import programs
from tests.outcomes.factories import WINDOW

ADDRESS, FORWARDED = "203.0.113.77", "2001:db8:77::77"
AGENT, REFERRER, COOKIE = "MarkedAgent", "marked-referrer", "marked-cookie"
QUERY, BODY = "marked-query", "marked-body"
NAME, PASSWORD = "marked-otter-41", "marked unrelated words"
LAB, ASK, NEXT = "marked-lab", "marked-ask", "/marked-next/"

# What nobody may find anywhere, in any form.
OF_A_VISIT = (ADDRESS, FORWARDED, AGENT, REFERRER, COOKIE, QUERY, PASSWORD)
HEADERS = {
    "User-Agent": f"{AGENT}/7",
    "Referer": f"https://{REFERRER}.example/",
    "X-Forwarded-For": f"{ADDRESS}, {FORWARDED}",
    "X-Real-Ip": ADDRESS,
    "Forwarded": f'for={ADDRESS};for="[{FORWARDED}]"',
    "Cookie": f"session={COOKIE}; csrf={COOKIE}",
}
# The admin tells its staff which number it did not find, so that one is no mark.
SAMPLES = {
    "int": "1",
    "path": "77",
    "stage": "offer_received",
    "name": WINDOW,
    "lab": LAB,
    "ask": ASK,
}


def paths() -> list[str]:
    """Return one path for every entry of the URL conf, those of the admin too, with marks in place of parts."""
    return sorted(set(_paths(get_resolver().url_patterns, "/")))


def _paths(entries: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for entry in entries:
        # The admin has two patterns that are no routes: a list of an app, and all that is unknown. The
        # language in front of all pages is none either; the site's own stands at plain addresses.
        plain = isinstance(entry.pattern, RoutePattern | LocalePrefixPattern)
        route = str(entry.pattern) if plain else f"{QUERY}/"
        path = before + _filled(route, before)
        if isinstance(entry, URLResolver):
            yield from _paths(entry.url_patterns, path)
        else:
            yield path


def _filled(route: str, before: str) -> str:
    """Put a sample in place of every part of a route."""
    thing = LAB if "labs/" in before + route else ASK
    return re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda part: _sample(part[1] or "str", part[2], thing), route
    )


def _sample(kind: str, name: str, thing: str) -> str:
    if kind == "uuid":
        return str(uuid.uuid4())
    if name == "slug":
        return thing
    return SAMPLES.get(name) or SAMPLES.get(kind, QUERY)


@cache
def forms(mark: str) -> frozenset[bytes]:
    """Return what a mark looks like as text, escaped, in hexadecimal, in base64 and as an unkeyed hash."""
    plain = mark.lower().encode()
    hashes = [hashlib.new(name, mark.encode()) for name in ("md5", "sha1", "sha256")]
    found = {plain, quote(mark).lower().encode(), mark.encode().hex().encode()}
    found |= {digest.hexdigest().encode() for digest in hashes}
    found |= {digest.digest().hex().encode() for digest in hashes}
    for offset in range(3):  # Base64 looks otherwise by where in a longer text the mark begins.
        coded = base64.b64encode(b"\0" * offset + mark.encode())
        found.add(coded[4 * bool(offset) : -4].lower())
    return frozenset(form for form in found if len(form) >= 8)


def marks_in(text: bytes, marks: tuple[str, ...]) -> set[str]:
    """Return those marks of which some form is in a text."""
    small = text.lower()
    return {mark for mark in marks if any(form in small for form in forms(mark))}


def tables() -> dict[str, bytes]:
    """Return every table as the database writes it; bytes are in hexadecimal there."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 (names of our own tables)
            found[table] = "\n".join(row for (row,) in cursor.fetchall()).encode()
    return found


def columns() -> dict[str, bytes]:
    """Return every column of every table, as `table.column`, as the database writes it."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(f'SELECT "{column.name}"::text FROM "{table}"')  # noqa: S608 (names of our own)
                values = (str(value) for (value,) in cursor.fetchall())
                found[f"{table}.{column.name}"] = "\n".join(values).encode()
    return found


def logical_dump() -> dict[str, bytes]:
    """Return what `pg_dump` writes of the database: its columns, as `table.column`, and all around them."""
    found: dict[str, bytes] = {}
    around: list[bytes] = []
    names: list[str] | None = None
    for line in _pg_dump().splitlines():
        if begins := re.match(rb'COPY public\."?(\w+)"? \((.*)\) FROM stdin;', line):
            table, listed = begins[1].decode(), begins[2].decode().replace('"', "")
            names = [f"{table}.{name}" for name in listed.split(", ")]
            found |= dict.fromkeys(names, b"")
        elif names is None:
            around.append(line)
        elif line == rb"\.":
            names = None
        else:
            for name, value in zip(names, line.split(b"\t"), strict=True):
                found[name] += value + b"\n"
    return {**found, "around": b"\n".join(around)}


def _pg_dump() -> bytes:
    """Run the program that comes with the embedded server; a password goes where no list of processes shows it."""
    known = connection.settings_dict
    parts = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    where = make_conninfo(**{part: known[name] for part, name in parts.items() if known[name]})
    program = programs.find().postgres_home / "bin" / "pg_dump"
    environment = {**os.environ, "PGPASSWORD": known["PASSWORD"]}
    done = subprocess.run(
        [str(program), where], env=environment, capture_output=True, text=False, check=True
    )
    return done.stdout


def whole_memory(url: str) -> bytes:
    """Return every key and value of all databases of a Valkey: whichever of them something of ours might choose."""
    server = redis.Redis.from_url(url, single_connection_client=True)
    numbers = range(int(str(server.config_get("databases")["databases"])))
    found = []
    for number in numbers:
        server.select(number)
        found.append(memory_dump(server))
    server.close()
    return b"\n".join(found)


def memory_dump(server: redis.Redis) -> bytes:
    """Return every key and value of one database of a Valkey, queues of tasks among them."""
    return b"\n".join(part for key in server.scan_iter() for part in (key, _value(server, key)))


def _value(server: redis.Redis, key: bytes) -> bytes:
    readers: dict[bytes, Callable[[], Any]] = {
        b"string": lambda: server.get(key),
        b"hash": lambda: server.hgetall(key),
        b"list": lambda: server.lrange(key, 0, -1),
        b"set": lambda: server.smembers(key),
        b"zset": lambda: server.zrange(key, 0, -1),
        b"stream": lambda: server.xrange(key),
    }
    kind = server.type(key)
    value = readers[kind]() if kind in readers else None  # None: it lapsed a moment ago.
    return value if isinstance(value, bytes) else repr(value).encode()
