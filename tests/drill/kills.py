"""kill -9 of each process, while people read and log."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from leverage.embedded import paths, processes
from tests.drill.findings import CouldNotRun, Finding
from tests.drill.round_trip import goes_round
from tests.drill.size import Size
from tests.drill.traffic import Steady, ask, failed, reader
from tests.drill.tree import PARTS, SUPERVISOR, Tree
from tests.drill.writing import STORED, Stock, open_stock
from tests.waiting import came_to_be

_PATIENCE = 45.0
_TIMEOUT = 2.0
# The supervisor gives up on what ends five times within a minute, and waits longer each time. In the order of the
# rounds nothing ends so often: between two kills of one process lie those of all others.
_MOST_PAUSE_MS = 1500


@dataclass(frozen=True, slots=True)
class Victim:
    """A process to be killed, and how to see that another one stands in its place."""

    pid: int
    is_replaced: Callable[[], bool]


def kills(tree: Tree, size: Size) -> Finding:
    """Kill each process in turn, round by round, and measure until the site does all its work again."""
    found = Finding("kill -9")
    stock = open_stock()
    with stock.writer(tree.port) as writing, reader(tree.port) as reading:
        for _round in range(size.rounds):
            for name in size.killed:
                _one_kill(tree, stock, name, found, size.recovery)
    _sum_up(found, stock, writing, reading)
    return found


def _one_kill(tree: Tree, stock: Stock, name: str, found: Finding, goal: float) -> None:
    # Any moment, so that no run kills in the same ones.
    pause = secrets.randbelow(_MOST_PAUSE_MS) / 1000
    time.sleep(pause)
    chosen = victim(tree, name)
    sys.stderr.write(f"kill -9 of {name}, {1000 * pause:.0f} ms after the last recovery\n")
    began = time.monotonic()
    os.kill(chosen.pid, signal.SIGKILL)
    if not serves_again(tree, stock, chosen.is_replaced):
        raise CouldNotRun(
            f"The site did not come back after a kill of {name}.\n{tree.said()[-2000:]}"
        )
    found.recovered(name, time.monotonic() - began, goal)


def serves_again(tree: Tree, stock: Stock, is_replaced: Callable[[], bool]) -> bool:
    """Wait until what was killed is replaced, a page is read, a conversation logged and a nudge came back."""
    return (
        came_to_be(is_replaced, _PATIENCE)
        and came_to_be(lambda: ask(tree.port, "/asks/", timeout=_TIMEOUT).status == 200, _PATIENCE)
        and came_to_be(lambda: stock.send(tree.port, timeout=_TIMEOUT).status == STORED, _PATIENCE)
        and goes_round(_PATIENCE)
    )


def _sum_up(found: Finding, stock: Stock, writing: Steady, reading: Steady) -> None:
    lost = stock.ledger.lost()
    found.figures |= {
        "acknowledged": len(stock.ledger.acknowledged),
        "lost": lost,
        "pages read": reading.statuses[200],
        "pages failed": failed(reading.statuses),
        "writes failed": failed(writing.statuses),
    }
    found.expect(lost == 0, f"{lost} acknowledged conversations are gone")
    found.expect(len(stock.ledger.acknowledged) > 0, "nothing was acknowledged")
    for broken in (writing.broken, reading.broken):
        found.expect(not broken, f"somebody could not go on: {broken}")


def victim(tree: Tree, name: str) -> Victim:
    """Choose the process to be killed; raises CouldNotRun where there is none of that name."""
    if name == "one of web's processes":
        return _child(tree, "web", "granian")
    if name == "one of worker's processes":
        return _child(tree, "worker", "celery")
    if name == "one of PostgreSQL's processes":
        return _backend(tree)
    pid = tree.pid(name)
    if pid is None:
        raise CouldNotRun(f"{name} does not run.")
    if name == SUPERVISOR:
        before = tree.pids()
        return Victim(pid, lambda: _all_are_new(tree, before))
    return Victim(pid, lambda: tree.pid(name) not in {None, pid})


def _all_are_new(tree: Tree, before: dict[str, int | None]) -> bool:
    now = tree.pids()
    return all(now[name] not in {None, before[name]} for name in (SUPERVISOR, *PARTS))


def _child(tree: Tree, parent: str, program: str) -> Victim:
    there = [process.pid for process in tree.children_of(parent) if program in process.command]
    if not there:
        raise CouldNotRun(f"{parent} has no process of its own.")
    chosen = secrets.choice(there)

    def is_replaced() -> bool:
        now = [one.pid for one in tree.children_of(parent) if program in one.command]
        return chosen not in now and len(now) >= len(there)

    return Victim(chosen, is_replaced)


def _backend(tree: Tree) -> Victim:
    """Return a process that serves one connection: PostgreSQL then ends all others, and recovers from its log."""
    with psycopg.connect(paths.database_url(tree.data)) as connection:
        query = (
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid()"
        )
        serving = [row[0] for row in connection.execute(query)]
    if not serving:
        raise CouldNotRun("PostgreSQL serves nobody.")
    chosen = secrets.choice(serving)
    return Victim(chosen, lambda: processes.find(chosen) is None)
