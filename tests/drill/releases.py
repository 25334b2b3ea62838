"""Killing whatever takes part in a release, at any moment of it, while twenty messages ask for the same one."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import time
from contextlib import suppress

from django.db import DatabaseError, connection

from leverage.celery import app
from outcomes.models import Window
from outcomes.windows import close_window
from tests.drill import due_windows
from tests.drill.due_windows import Published, charges_due, is_finished, published
from tests.drill.findings import Finding
from tests.drill.kills import victim
from tests.drill.round_trip import goes_round
from tests.drill.size import Size
from tests.drill.tree import Tree
from tests.waiting import came_to_be

VICTIMS = (
    "one of worker's processes",
    "worker",
    "PostgreSQL",
    "one of PostgreSQL's processes",
    "Valkey",
)
_MESSAGES = 20
# A message that a dead worker held comes back after two minutes; the clock's next nudge is sooner.
_GOAL = 60.0
_PATIENCE = 150.0
_LOOK = 0.05


class Watch:
    """Looks at what is public of a window all the time: what was seen once must never be another."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.seen: set[Published] = set()

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._enough.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._enough.wait(_LOOK):
            with suppress(DatabaseError):  # It is just being killed.
                now = published(self._name)
                if now.releases or now.charges or now.cells:
                    self.seen.add(now)
        connection.close()


def releases(tree: Tree, size: Size) -> Finding:
    """Let windows be released while what releases them is killed, and count what came of it."""
    found = Finding("releases under fire")
    usual = _one(tree, due_windows.over(size.entries), found, None, 0.0)
    for number in range(size.release_rounds):
        name = VICTIMS[number % len(VICTIMS)]
        moment = secrets.randbelow(int(1000 * usual) + 1) / 1000
        _one(tree, due_windows.over(size.entries), found, name, moment)
    found.figures |= {"windows": size.release_rounds + 1, "messages each": 2 * _MESSAGES}
    return found


def _one(tree: Tree, window: Window, found: Finding, name: str | None, moment: float) -> float:
    """Release one window, with a kill so many seconds after the messages; returns how long it took."""
    close_window(window.name)
    with Watch(window.name) as watch:
        began = time.monotonic()
        _nudge(window)
        if name is not None:
            time.sleep(moment)
            sys.stderr.write(f"kill -9 of {name}, {1000 * moment:.0f} ms into a release\n")
            os.kill(victim(tree, name).pid, signal.SIGKILL)
        done = came_to_be(lambda: is_finished(window.name), _PATIENCE)
        spent = time.monotonic() - began
        goes_round(_PATIENCE)
        _nudge(window)  # Whoever comes afterwards finds it done.
        goes_round(_PATIENCE)
        time.sleep(2 * _LOOK)
    found.expect(done, f"{window.name} was not released")
    if name is not None:
        found.recovered(f"a release without {name}", spent, _GOAL)
    last = published(window.name)
    found.expect(watch.seen == {last}, f"{len(watch.seen)} versions of {window.name} were seen")
    found.expect(last.releases == 1, f"{last.releases} releases of {window.name}")
    due = charges_due(window)
    found.expect(last.charges == due, f"{last.charges} rows in the ledger instead of {due}")
    return spent


def _nudge(window: Window) -> None:
    with app.connection_for_write() as way:
        for _message in range(_MESSAGES):
            app.send_task("outcomes.tasks.release_window", [window.name], connection=way)
