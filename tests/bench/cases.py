"""Every case of a run, on a database that is empty and belongs to it."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from outcomes.models import Window
from tests.bench import (
    celery_cases,
    count_cases,
    growth_cases,
    local_cases,
    page_cases,
    page_supplies,
    proxy_cases,
    release_cases,
    served_cases,
    servers,
    supplies,
)
from tests.bench.rounds import Result
from tests.bench.size import Size

_COMMITS = 21
# Groups that need neither published numbers nor a server.
_WITHOUT_PAGES = {"local", "release", "celery"}


def run(folder: Path, size: Size, groups: Collection[str]) -> Iterator[Result]:
    """Print the circumstances, then give the result of each case as soon as there is one."""
    # Pages that this process makes itself would stand between the lines.
    logging.getLogger("leverage").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    # A site without its static files is not ready.
    call_command("collectstatic", interactive=False, verbosity=0)
    window = supplies.opened_window()
    sys.stdout.write(json.dumps({"circumstances": circumstances()}) + "\n")
    if "local" in groups:
        yield from local_cases.run(window, size)
    if "release" in groups:
        yield from release_cases.run(size)
    if "celery" in groups:
        yield from celery_cases.run(folder, size)
    if set(groups) - _WITHOUT_PAGES:
        # After the releases, which take back whatever is published.
        page_supplies.publish(size.people)
        yield from _served(folder, size, window, groups)


def _served(folder: Path, size: Size, window: Window, groups: Collection[str]) -> Iterator[Result]:
    pages = page_supplies.pages(window)
    shapes = json.dumps({page.kind: page.shape for page in pages})
    given = {"BENCH_WINDOW": window.name, "BENCH_PAGES": shapes}
    with servers.client(folder) as client:
        with servers.applications(folder, given) as served:
            stage = served_cases.Stage(window, client, served.product, served.limit)
            yield from served_cases.run(stage, size, groups)
            page_cases.warm(client, served, pages, size.warm)
            if "pages" in groups:
                yield from page_cases.run(client, served, pages, size)
            if "proxy" in groups:
                yield from proxy_cases.run(client, folder, served, pages[0], size)
            if "counts" in groups:
                yield from count_cases.run(client, served, pages, size)
        if "growth" in groups:
            yield from growth_cases.run(client, folder, window, pages, size)


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
