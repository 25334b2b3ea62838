"""What grows: ten times as many asks, a hundred times as many entries. Here both sides are the site itself.

The product has the larger database, the limit the smaller one; so a ratio of times says how many times as long.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from outcomes.models import Window
from outcomes.wire import to_base64
from tests.bench import growth_supplies as supplies
from tests.bench.asking import ask
from tests.bench.page_cases import change_here, first_sender
from tests.bench.page_supplies import Page
from tests.bench.rounds import Goal, NothingMeasured, Result, Side, compare, play, shown
from tests.bench.servers import PRODUCT_APPLICATION, Client, Served, two_servers
from tests.bench.size import Size
from tests.bench.supplies import Mint, post

TIMES_AS_MANY_ASKS = 10
_MORE_ASKS = f"{TIMES_AS_MANY_ASKS} times as many asks (limit: as shipped)"
NO_MORE = Goal(1.0, at_most=True)
# What the hourly task has.
REWRITE_SECONDS = 60
MOST_WITH_A_GOAL = 100_000
_PAGES = ("list", "ask", "lab", "search")
_SECONDS_PER_CASE = 5.0
_SPARE_ROUNDS = 2
_REWRITE = """
import json, time
import django
django.setup()
from django.db import DatabaseError
from outcomes import storage
began = time.perf_counter()
try:
    whole = storage.rewrite()
except DatabaseError:
    whole = None
print(json.dumps([time.perf_counter() - began, whole]))
"""


def run(
    client: Client, folder: Path, window: Window, pages: Sequence[Page], size: Size
) -> Iterator[Result]:
    """Measure pages with more asks, then redeeming, looking up and rewriting with more entries.

    One copy of the database gets both: no page reads an entry, and no entry an ask.
    """
    few, middle, many = size.entries
    here = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": os.environ["REDIS_URL"]}
    growing = [page for page in pages if page.kind in _PAGES]
    supplies.fill_entries(here, window.name, few)
    with supplies.another_database("leverage_large") as large:
        supplies.multiply_asks(large, TIMES_AS_MANY_ASKS)
        yield from _queries(growing, large)
        yield _rewritten(few, here)
        supplies.fill_entries(large, window.name, middle)
        yield _rewritten(middle, large)
        supplies.fill_entries(large, window.name, many)
        with two_servers(folder, PRODUCT_APPLICATION, large) as served:
            yield from _made_anew(client, served, growing, large, size)
            yield _redeemed(client, served, window, size)
            yield _looked_up(client, served, (here, large), size)
        yield _rewritten(many, large)


def _queries(pages: Sequence[Page], large: Mapping[str, str]) -> Iterator[Result]:
    paths = [page.path for page in pages]
    more, fewer = ask(paths, large), ask(paths)
    for page in pages:
        found = more[page.path].first, fewer[page.path].first
        case = f"queries of {page.kind}, {_MORE_ASKS}"
        yield shown(case, "statements", found[0], found[1], NO_MORE)


def _made_anew(
    client: Client, served: Served, pages: Sequence[Page], large: Mapping[str, str], size: Size
) -> Iterator[Result]:
    with supplies.changing(large) as change_there:
        for page in pages:
            more = first_sender(client, served.limit, page.path, size.firsts, change_there)
            fewer = first_sender(client, served.product, page.path, size.firsts, change_here)
            yield _longer(f"{page.kind}, made anew, {_MORE_ASKS}", more, fewer, size)


def _redeemed(client: Client, served: Served, window: Window, size: Size) -> Result:
    _few, _middle, many = size.entries
    bodies = Mint(window).bodies(size.requests * (size.rounds + _SPARE_ROUNDS + 1))
    requests = [post("/log/", body) for body in bodies]

    def to(port: int) -> Callable[[int], Side]:
        def send(turn: int) -> Side:
            first = (turn + 1) * size.requests
            part = requests[first : first + size.requests]
            return client.send(port, 1, part, expected=201)

        # So that no round pays for a first time.
        send(-1)
        return send

    case = f"redeem, {many:,} entries (limit: {size.entries[0]:,})"
    return _longer(case, to(served.limit), to(served.product), size)


def _looked_up(
    client: Client, served: Served, sites: tuple[Mapping[str, str], Mapping[str, str]], size: Size
) -> Result:
    keys = supplies.receipt_keys(sites[0], range(size.receipts))
    bodies = [json.dumps({"step": "status", "receipt_key": to_base64(key)}) for key in keys]
    requests = [post("/log/receipt/", body) for body in bodies]
    memories = [site["REDIS_URL"] for site in sites]

    def to(port: int) -> Callable[[int], Side]:
        def send(_turn: int) -> Side:
            supplies.forget_tries(*memories)
            return client.send(port, 1, requests, expected=200)

        send(-1)
        return send

    case = f"look up a receipt, {size.entries[-1]:,} entries (limit: {size.entries[0]:,})"
    return _longer(case, to(served.limit), to(served.product), size)


def _longer(
    case: str, more: Callable[[int], Side], fewer: Callable[[int], Side], size: Size
) -> Result:
    deadline = time.monotonic() + _SECONDS_PER_CASE
    rounds = play(size.rounds, more, fewer, lambda: time.monotonic() > deadline)
    return compare(case, "ms", rounds, lambda side: 1000 / side.rate, None)


def _rewritten(entries: int, environment: Mapping[str, str]) -> Result:
    """Rewrite all rows by a process of its own, beside the time that the hourly task has."""
    ended = subprocess.run(
        [sys.executable, "-c", _REWRITE],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    if ended.returncode:
        raise NothingMeasured("Rewriting rows failed; what it said stands above.")
    spent, whole = json.loads(ended.stdout)
    case = f"rewrite the rows of {entries:,} entries (limit: the task's time)"
    # A million is more than the goals speak of: it is shown, and no goal is missed by it.
    goal = NO_MORE if entries <= MOST_WITH_A_GOAL else None
    if whole is None:
        sys.stderr.write(f"{case}: given up after {spent:.0f} seconds.\n")
        case = f"{case}, given up"
        goal = Goal(0.0, at_most=True) if goal else None
    return shown(case, "s", spent, REWRITE_SECONDS, goal)
