"""The release: counting, opening, and what it does beyond, each beside the bare work; and the memory it needs.

What comes of opening and counting is handed to the release where its time beyond that is wanted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from unittest.mock import patch

from outcomes import releases
from outcomes.kinds import Kind, Query, Tier
from outcomes.release_rows import Place
from outcomes.statistics.counting import TableCounter, TableCounts
from tests.bench import release_supplies as supplies
from tests.bench.release_limit import Reader, group_by, publish
from tests.bench.rounds import Goal, NothingMeasured, Result, Side, compare, counted, play
from tests.bench.size import Size

BEYOND_GOAL = Goal(1.5, at_most=True)
MOST_MEGABYTES = 500
_DELETING_ROUNDS = 9
_SECONDS_PER_CASE = 5.0
# What a worker has loaded when the task comes, then the task; Linux counts memory in KiB, macOS in bytes.
_RELEASE = """
import json, resource, sys, time
import django
django.setup()
from outcomes.tasks import releases
began = time.perf_counter()
assert releases.release_window(sys.argv[1]).first_time
spent = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([spent, peak / 2**20 if sys.platform == "darwin" else peak / 2**10]))
"""

Counts = Mapping[Place, TableCounts]


def run(size: Size) -> Iterator[Result]:
    """Measure a release of plain rows, then one of sealed entries."""
    closed = supplies.Closed(size.sealed)
    try:
        yield from _plain(closed, size)
        yield from _sealed(closed, size)
    finally:
        closed.forget()


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _plain(closed: supplies.Closed, size: Size) -> Iterator[Result]:
    """Opened entries of one ask each, beside as many plain rows that the database groups by itself."""
    supplies.fill_plain(closed.window, size.plain)
    rounds = play(
        1,
        lambda _number: Side(size.plain / _seconds(lambda: _count(closed, size.plain))),
        lambda _number: Side(size.plain / _seconds(group_by)),
    )
    case = f"count {size.plain:,} opened entries (limit: GROUP BY)"
    yield compare(case, "entries per second", rounds, lambda side: side.rate, None)
    counts = _count(closed, size.plain)
    case = "release them, beyond counting"
    yield _beyond(case, closed, counts, size.rounds)
    yield _beyond(f"{case}, with the digest", closed, counts, size.rounds, digest=True)


def _count(closed: supplies.Closed, number: int) -> Counts:
    counters = {
        table: TableCounter(supplies.ASKS, queries=tuple(Query))
        for table in supplies.tables_of(closed.window)
    }
    for table, entry in supplies.opened(closed.window, number):
        counters[table].add(entry)
    return {
        (table, Kind.CONVERSATION, Tier.DRAWN): counter.counts()
        for table, counter in counters.items()
    }


def _sealed(closed: supplies.Closed, size: Size) -> Iterator[Result]:
    """Sealed entries, released whole by a process of its own; then what comes beyond opening and counting."""
    counts = _count(closed, size.sealed)
    megabytes: list[float] = []

    def product(_number: int) -> Side:
        closed.close_again(with_rows=True)
        spent, peak = _release_elsewhere(closed.name)
        megabytes.append(peak)
        return Side(size.sealed / spent)

    def limit(_number: int) -> Side:
        closed.close_again(with_rows=True)
        reader = Reader(closed.window, closed.key)

        def bare_work() -> None:
            reader.count()
            publish(closed.window, counts, delete=True)

        return Side(size.sealed / _seconds(bare_work))

    case = f"release {size.sealed:,} sealed entries (limit: bare work)"
    yield compare(case, "entries per second", play(1, product, limit), lambda side: side.rate, None)
    case = f"memory of a worker that releases {size.sealed:,}"
    most = MOST_MEGABYTES
    yield counted(case, "MB", round(max(megabytes)), most, most)
    rounds = min(size.rounds, _DELETING_ROUNDS)
    case = "release them, beyond opening and counting"
    yield _beyond(case, closed, counts, rounds, with_rows=True)


def _beyond(
    case: str,
    closed: supplies.Closed,
    counts: Counts,
    rounds: int,
    *,
    with_rows: bool = False,
    digest: bool = False,
) -> Result:
    """All of a release but opening and counting, beside noise, COPY, and the deletion of as many rows.

    The digest of the file of its cells is work on what is published already; with it the case has no goal.
    """

    def product(_number: int) -> Side:
        closed.close_again(with_rows=with_rows)
        with ExitStack() as stack:
            stack.enter_context(patch.object(releases, "count_rows", lambda *_arguments: counts))
            if not digest:
                stack.enter_context(patch.object(releases, "release_digest", lambda _release: ""))
            return Side(_seconds(lambda: releases.release_window(closed.name)))

    def limit(_number: int) -> Side:
        closed.close_again(with_rows=with_rows)
        return Side(_seconds(lambda: publish(closed.window, counts, delete=with_rows)))

    product(0)  # The first one of a process also prepares what lasts.
    deadline = time.monotonic() + _SECONDS_PER_CASE
    played = play(rounds, product, limit, lambda: time.monotonic() > deadline)
    goal = None if digest else BEYOND_GOAL
    return compare(case, "ms", played, lambda side: side.rate * 1000, goal)


def _release_elsewhere(window: str) -> tuple[float, float]:
    """Release in a process of its own; returns its seconds, and the most memory that it had, in MB."""
    ended = subprocess.run([sys.executable, "-c", _RELEASE, window], capture_output=True, text=True)
    if ended.returncode:
        raise NothingMeasured(f"A release failed.\n{ended.stderr}")
    spent, peak = json.loads(ended.stdout)
    return spent, peak
