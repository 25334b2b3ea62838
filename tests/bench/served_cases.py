"""Requests to the site beside requests for the bare work, both under the same server."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.test import Client as DjangoClient
from django.test.utils import CaptureQueriesContext

from outcomes.models import Entry, Window
from outcomes.wire import JSON
from tests.bench import supplies
from tests.bench.limit.models import CREATE, DROP, TABLE
from tests.bench.rounds import Goal, NothingMeasured, Result, Side, compare, counted, play
from tests.bench.servers import HOST_NAME, Client
from tests.bench.size import Size

REDEEM_GOAL = Goal(0.5)
SLOW_GOAL = Goal(2.0, at_most=True)
MOST_QUERIES = 6
CONNECTIONS = (1, 4, 16)
DRAW_CONNECTIONS = 4
_SPARE_ROUNDS = 2
_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
_PATIENCE = 30.0
# Five such cases and what they need beforehand stay below two minutes.
_SECONDS_PER_CASE = 10.0
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Stage:
    """Both applications and who visits them."""

    window: Window
    client: Client
    product: int
    limit: int


def run(stage: Stage, size: Size, groups: Collection[str]) -> Iterator[Result]:
    """Measure the redeem, the draw or both; the table of the limit exists only meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
    try:
        if "redeem" in groups:
            yield _queries(stage)
            for connections in CONNECTIONS:
                yield from _redeem(stage, size, connections)
        if "draw" in groups:
            yield from _draw(stage, size)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(DROP)


def _late() -> Callable[[], bool]:
    """Return what says whether a case that begins now has had its time."""
    deadline = time.monotonic() + _SECONDS_PER_CASE
    return lambda: time.monotonic() > deadline


def drain() -> None:
    """Empty both tables, flush what the database still owes the disk, and wait until nobody works."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {Entry._meta.db_table}, {TABLE}")
        cursor.execute("CHECKPOINT")
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE usename = current_user AND state <> 'idle' AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(_PAUSE)
    raise NothingMeasured("The database did not come to rest.")


def _redeem(stage: Stage, size: Size, connections: int) -> Iterator[Result]:
    bodies = supplies.Mint(stage.window).bodies(size.requests * (size.rounds + _SPARE_ROUNDS))
    product = _sender(stage, stage.product, "/log/", bodies, size.requests, connections)
    limit = _sender(stage, stage.limit, "/redeem/", bodies, size.requests, connections)
    _warm(stage, size)
    drain()
    rounds = play(size.rounds, product, limit, _late())
    name = f"redeem, {connections} connection{'s' if connections > 1 else ''}"
    yield compare(name, "requests per second", rounds, lambda side: side.rate, REDEEM_GOAL)
    goal = SLOW_GOAL if connections == max(CONNECTIONS) else None
    yield compare(f"{name}, p95", "ms", rounds, lambda side: side.p95_ms, goal)


def _sender(
    stage: Stage, port: int, path: str, bodies: Sequence[str], number: int, connections: int
) -> Callable[[int], Side]:
    """Return what sends the requests of one round; both sides get the same credentials, new to each."""

    def send(turn: int) -> Side:
        part = [supplies.post(path, body) for body in bodies[turn * number : (turn + 1) * number]]
        return stage.client.send(port, connections, part, expected=201)

    return send


def _warm(stage: Stage, size: Size) -> None:
    """Let every thread of both open its connection to the database before anything is measured."""
    connections = max(CONNECTIONS)
    bodies = supplies.Mint(stage.window).bodies(max(2 * connections, size.requests // 4))
    for port, path in ((stage.product, "/log/"), (stage.limit, "/redeem/")):
        requests = [supplies.post(path, body) for body in bodies]
        stage.client.send(port, connections, requests, expected=201)


def _draw(stage: Stage, size: Size) -> Iterator[Result]:
    """A draw beside thirteen blind signatures, then beside thirteen bare private operations."""
    for path, name in (("/sign/", "blind signatures"), ("/operate/", "OpenSSL operations")):
        bodies = supplies.blinded_bodies(stage.window, size.draws)
        total = size.draws * (size.rounds + _SPARE_ROUNDS)
        headers = list(supplies.signed_in(total))
        drain()

        def product(turn: int, bodies: list[str] = bodies, headers: list[str] = headers) -> Side:
            persons = headers[turn * len(bodies) : (turn + 1) * len(bodies)]
            asked = [
                supplies.post("/account/credentials/", body, person)
                for body, person in zip(bodies, persons, strict=True)
            ]
            return stage.client.send(stage.product, DRAW_CONNECTIONS, asked, expected=200)

        def limit(_turn: int, bodies: list[str] = bodies, path: str = path) -> Side:
            asked = [supplies.post(path, body) for body in bodies]
            return stage.client.send(stage.limit, DRAW_CONNECTIONS, asked, expected=200)

        rounds = play(size.rounds, product, limit, _late())
        case = f"draw of {supplies.TABLES} (limit: {name})"
        yield compare(case, "draws per second", rounds, lambda side: side.rate, None)


def _queries(stage: Stage) -> Result:
    """Count the statements of one redeem, without those that only begin and end transactions."""
    headers = {"Host": HOST_NAME, "X-Forwarded-Proto": "https"}
    # The second is counted: the first reads what each process reads once.
    for body in supplies.Mint(stage.window).bodies(2):
        with CaptureQueriesContext(connection) as seen:
            answer = DjangoClient().post("/log/", body, content_type=JSON, headers=headers)
        if answer.status_code != 201:
            raise NothingMeasured(f"A redeem was answered with {answer.status_code}.")
    asked = [query["sql"] for query in seen.captured_queries]
    # One message may hold several statements; the values of a redeem hold no semicolon.
    number = sum(1 + sql.count(";") for sql in asked if not sql.startswith(_CONTROL))
    return counted("queries of one redeem", "statements", number, 1, MOST_QUERIES)
