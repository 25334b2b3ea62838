"""What is counted and not timed: statements and bytes of each page, and the memory of a worker."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench import supplies
from tests.bench.asking import ask
from tests.bench.page_supplies import Page
from tests.bench.rounds import Goal, Result, counted, shown
from tests.bench.servers import Client, Served
from tests.bench.size import Size

MOST_STATEMENTS = {"list": 3, "ask": 4, "lab": 4, "search": 3, "form": 2, "tallies": 3}
MEMORY_GOAL = Goal(2.0, at_most=True)
_CONNECTIONS = 16
_MB = 1024  # KiB


def run(client: Client, served: Served, pages: Sequence[Page], size: Size) -> Iterator[Result]:
    """Count statements and bytes by a new process, then weigh the workers of both applications."""
    yield from _pages(pages)
    yield _memory(client, served, pages, size.visits)


def _pages(pages: Sequence[Page]) -> Iterator[Result]:
    found = ask([page.path for page in pages])
    for page in pages:
        seen = found[page.path]
        case = f"queries of {page.kind}, made for the first time"
        yield counted(case, "statements", seen.first, 1, MOST_STATEMENTS[page.kind])
        yield shown(f"queries of {page.kind}, as served", "statements", seen.again, 1)
    for page in pages:
        seen = found[page.path]
        yield shown(
            f"bytes of {page.kind} (limit: compressed)", "bytes", seen.plain, seen.compressed
        )


def _memory(client: Client, served: Served, pages: Sequence[Page], visits: int) -> Result:
    """Weigh the heaviest worker of each after so many visits of all pages."""
    sides = (
        (served.product, served.product_process, [page.path for page in pages]),
        (served.limit, served.limit_process, [page.bare_path for page in pages]),
    )
    weights = []
    for port, process, paths in sides:
        requests = [supplies.get(paths[turn % len(paths)]) for turn in range(visits)]
        client.send(port, _CONNECTIONS, requests, expected=200)
        weights.append(max(weight_of(worker) for worker in workers_of(process)))
    case = f"memory of a web worker after {visits} visits"
    ours, bare = weights
    return shown(case, "MB", ours, bare, MEMORY_GOAL)


def workers_of(process: int) -> list[int]:
    """Return the processes that belong to one."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, parent in pairs if int(parent) == process]


def weight_of(process: int) -> float:
    """Return the memory of a process in MB: on Linux its share of what it has in common with others, too."""
    summary = Path(f"/proc/{process}/smaps_rollup")
    if summary.exists():
        lines = summary.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / _MB
    found = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True
    )
    return int(found.stdout) / _MB
