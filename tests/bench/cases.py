"""Every case of a run, on a database that is empty and belongs to it."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from outcomes.models import Window
from tests.bench import local_cases, release_cases, served_cases, servers, supplies
from tests.bench.rounds import Result
from tests.bench.size import Size

_COMMITS = 21


def run(folder: Path, size: Size) -> Iterator[Result]:
    """Print the circumstances, then give the result of each case as soon as there is one."""
    call_command("migrate", verbosity=0)
    window = supplies.opened_window()
    sys.stdout.write(json.dumps({"circumstances": circumstances()}) + "\n")
    if size.served:
        yield from local_cases.run(window, size)
    yield from release_cases.run(size)
    if size.served:
        yield from _served(folder, size, window)


def _served(folder: Path, size: Size, window: Window) -> Iterator[Result]:
    client = servers.Client(folder)
    try:
        with servers.applications(folder, {"BENCH_WINDOW": window.name}) as (product, limit):
            stage = served_cases.Stage(window, client, product, limit)
            yield from served_cases.run(stage, size)
    finally:
        client.stop()


def circumstances() -> dict[str, object]:
    """Return what the absolute figures depend on, above all how long the disk takes to keep a commit."""
    with connection.cursor() as cursor:
        asked = {}
        for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [name])
            asked[name] = cursor.fetchone()[0]
        cursor.execute("CREATE TABLE bench_commit (number integer)")
        spent = []
        for number in range(_COMMITS):
            start = time.perf_counter()
            cursor.execute("INSERT INTO bench_commit VALUES (%s)", [number])
            spent.append(time.perf_counter() - start)
        cursor.execute("DROP TABLE bench_commit")
    return asked | {"commit_ms": round(sorted(spent)[_COMMITS // 2] * 1000, 2)}
