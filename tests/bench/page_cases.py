"""Pages of the site beside bare pages of the same kind and size, under the same server."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Iterator, Sequence

from django.db import connection

from tests.bench import supplies
from tests.bench.asking import HEADERS
from tests.bench.page_supplies import CHANGE, Page
from tests.bench.rounds import Goal, NothingMeasured, Result, Side, compare, play
from tests.bench.servers import Client, Served
from tests.bench.size import Size

PAGE_GOAL, FORM_GOAL = Goal(0.6), Goal(0.8)
SLOW_GOAL = Goal(2.0, at_most=True)
CONNECTIONS = (1, 16)
# How far the sizes of both pages may lie apart before a ratio says nothing of their kind.
SIZES_APART = 0.1
_GOALS = {
    "list": PAGE_GOAL,
    "ask": PAGE_GOAL,
    "search": PAGE_GOAL,
    "form": FORM_GOAL,
    "tallies": PAGE_GOAL,
}
_SECONDS_PER_CASE = 5.0
_SECONDS_PER_FIRST = 3.0
_FEWEST_REQUESTS, _MOST_REQUESTS = 32, 2000


def warm(client: Client, served: Served, pages: Sequence[Page], times: int) -> None:
    """Let both make every page once, and compare sizes; raises NothingMeasured if they differ."""
    for page in pages:
        _warm(client, served.product, page.path, times)
        _warm(client, served.limit, page.bare_path, times)
        check_sizes(page, served)


def run(client: Client, served: Served, pages: Sequence[Page], size: Size) -> Iterator[Result]:
    """Measure each page over one connection and over sixteen, then right after a change."""
    for page in pages:
        for connections in CONNECTIONS:
            yield from _pair(client, served, page, size, connections)
    for page in pages:
        yield _first(client, served, page, size)


def check_sizes(page: Page, served: Served) -> None:
    """Compare what both answer now; raises NothingMeasured if one is a tenth larger than the other."""
    ours, bare = _bytes(served.product, page.path), _bytes(served.limit, page.bare_path)
    if not are_alike(ours, bare):
        raise NothingMeasured(f"{page.kind}: our page has {ours} bytes, the bare one {bare}.")


def are_alike(ours: int, bare: int) -> bool:
    """Return whether two pages are of about the same size."""
    return abs(ours - bare) <= SIZES_APART * ours


def _bytes(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=HEADERS)
        answer = connection.getresponse()
        length = len(answer.read())
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise NothingMeasured(f"{path} was answered with {answer.status}.")
    return length


def _warm(client: Client, port: int, path: str, times: int) -> None:
    """Let every thread of every worker answer, so that connections, templates and sizes are ready."""
    for _ in range(times):
        client.send(port, max(CONNECTIONS), [supplies.get(path)] * 16, expected=200)


def _pair(
    client: Client, served: Served, page: Page, size: Size, connections: int
) -> Iterator[Result]:
    ours = sender(client, served.product, page.path, connections, size.page_seconds)
    bare = sender(client, served.limit, page.bare_path, connections, size.page_seconds)
    deadline = time.monotonic() + _SECONDS_PER_CASE
    rounds = play(size.rounds, ours, bare, lambda: time.monotonic() > deadline)
    alone = connections == 1
    name = f"{page.kind}, {connections} connection{'' if alone else 's'}"
    goal = _GOALS.get(page.kind) if alone else None
    yield compare(name, "requests per second", rounds, lambda side: side.rate, goal)
    slow = None if alone else SLOW_GOAL
    yield compare(f"{name}, p95", "ms", rounds, lambda side: side.p95_ms, slow)


def _first(client: Client, served: Served, page: Page, size: Size) -> Result:
    """Measure a page when nothing of it can be kept; both sides pay for the change of the database alike."""
    ours = first_sender(client, served.product, page.path, size.firsts, change_here)
    bare = first_sender(client, served.limit, page.bare_path, size.firsts, change_here)
    deadline = time.monotonic() + _SECONDS_PER_FIRST
    rounds = play(size.rounds, ours, bare, lambda: time.monotonic() > deadline)
    case = f"{page.kind}, first after a change"
    return compare(case, "requests per second", rounds, lambda side: side.rate, None)


def change_here() -> None:
    """Change what pages show in the database of this process."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGE)


def first_sender(
    client: Client, port: int, path: str, number: int, change: Callable[[], object]
) -> Callable[[int], Side]:
    """Return what asks for a page so often, each time after a change of what pages show."""

    def send(_turn: int) -> Side:
        sides = []
        for _time in range(number):
            change()
            sides.append(client.send(port, 1, [supplies.get(path)], expected=200))
        spent = [side.p95_ms for side in sides]
        errors = sum(side.errors for side in sides)
        return Side(1000 * number / sum(spent), max(spent), errors)

    return send


def sender(
    client: Client, port: int, path: str, connections: int, seconds: float
) -> Callable[[int], Side]:
    """Return what asks for a page again and again, about so many seconds long."""
    request = supplies.get(path)
    fewest = max(2 * connections, 8) if seconds < 0.05 else _FEWEST_REQUESTS
    found = client.send(port, connections, [request] * fewest, expected=200)
    number = min(max(int(found.rate * seconds), fewest), _MOST_REQUESTS)
    return lambda _turn: client.send(port, connections, [request] * number, expected=200)
