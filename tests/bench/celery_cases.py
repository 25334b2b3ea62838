"""A nudge, until the worker says that it is done: our configuration beside the defaults of Celery, one broker.

Our nudge asks for the release of a window that nobody planned: the task asks the database, finds nothing, and is
done. The bare task does nothing at all. Both say so by a message to a queue that only this process reads.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from celery import Celery
from django.conf import settings

from leverage import celery, environment
from leverage.embedded import children, site
from tests.bench.rounds import NothingMeasured, Result, Side, compare, play
from tests.bench.size import Size

_NUDGE, _NO_WINDOW = "outcomes.tasks.release_window", "9999H1"
_BARE = "tests.bench.limit.bare_celery"
_SPACE = 3  # A numbered keyspace of Valkey for the bare application.
_PATIENCE = 60
_SECONDS_PER_CASE = 8.0


def run(folder: Path, size: Size) -> Iterator[Result]:
    """Measure the middle and the slow twentieth of round trips, one nudge after the other."""
    bare_memory = f"{settings.REDIS_URL}?db={_SPACE}"
    bare_broker = environment.broker(bare_memory)
    ours = site.worker()
    bare = dataclasses.replace(
        ours,
        command=[sys.executable, "-m", "celery", "-A", _BARE, "worker"],
        environment={**os.environ, "BENCH_BROKER": bare_broker},
    )
    with _working(ours, folder / "worker.log"), _working(bare, folder / "bare-worker.log"):
        product = _sender(celery.app, _NUDGE, settings.REDIS_URL, size.nudges)
        limit = _sender(Celery(broker=bare_broker), "bare.nothing", bare_memory, size.nudges)
        for side in (product, limit):
            side(0)  # The first waits until the worker is there.
        deadline = time.monotonic() + _SECONDS_PER_CASE
        rounds = play(size.rounds, product, limit, lambda: time.monotonic() > deadline)
    case = "from a nudge to its end (limit: Celery's defaults)"
    yield compare(case, "ms", rounds, lambda side: 1000 / side.rate, None)
    yield compare(f"{case}, p95", "ms", rounds, lambda side: side.p95_ms, None)


@contextmanager
def _working(service: children.Service, log: Path) -> Iterator[None]:
    process: subprocess.Popen[bytes] = children.start(dataclasses.replace(service, log=log))
    try:
        yield
    finally:
        children.stop(process, service.stop_signals, grace=10)


def _sender(app: Celery, task: str, memory: str, number: int) -> Callable[[int], Side]:
    """Return what sends nudges one by one and waits for the end of each."""
    answers = f"bench-{secrets.token_hex(6)}"
    done = app.signature("bench.done", queue=answers, immutable=True)
    listener = redis.Redis.from_url(memory, socket_timeout=2 * _PATIENCE)

    def send(_turn: int) -> Side:
        spent = []
        for _nudge in range(number):
            start = time.perf_counter()
            app.send_task(task, [_NO_WINDOW], link=done)
            if listener.blpop([answers], timeout=_PATIENCE) is None:
                raise NothingMeasured("A nudge never came to its end.")
            spent.append(time.perf_counter() - start)
        slow = sorted(spent)[min(number - 1, number * 95 // 100)]
        return Side(1 / statistics.median(spent), slow * 1000)

    return send
