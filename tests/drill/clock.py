"""A clock that goes two days wrong, forwards and backwards, for every process of the site at once.

The clock of the computer stays as it is: libfaketime, loaded into each process, adds days to it, and reads how many
from a file. Steady clocks, by which waiting is measured, go on as they do when a real clock is set.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from django.utils import timezone

from leverage.celery import app
from outcomes.models import Window
from tests.drill import due_windows
from tests.drill.due_windows import is_finished, published
from tests.drill.findings import CouldNotRun, Finding
from tests.drill.on_another_clock import FOR_CHILDREN
from tests.drill.people import Person
from tests.drill.round_trip import goes_round
from tests.drill.size import Size
from tests.drill.traffic import PAGES, ask
from tests.drill.tree import Tree
from tests.drill.writing import STORED, Stock, open_stock
from tests.waiting import came_to_be

_LIBRARIES = ("/usr/lib", "/usr/local/lib")
_LIBRARY = "libfaketimeMT.so.1"
_GOAL, _PATIENCE = 60.0, 150.0
_NOTICED = 3.0


def clock(tree: Tree, size: Size) -> Finding:
    """Set the clock two days ahead, then two days back, then right again."""
    found = Finding("clock jumps")
    at = tree.folder / "clock"
    _set(at, 0)
    library = _library()
    tree.stop()
    told = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(at),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    tree.start(
        {f"{FOR_CHILDREN}{name}": value for name, value in told.items()},
        ("-m", "tests.drill.on_another_clock"),
    )
    try:
        _jump(tree, size, found, at)
    finally:
        _set(at, 0)
        tree.stop()
        tree.start()
    return found


def _jump(tree: Tree, size: Size, found: Finding, at: Path) -> None:
    stock, person = open_stock(), Person(tree.port)
    person.sign_up()
    found.expect(person.is_signed_in(), "nobody could sign up before")
    today = timezone.now().date()
    first = due_windows.open_until(today, size.entries // 10)
    found.expect(not is_finished(first.name), "a window was released before its day")
    _set(at, 2)
    began = time.monotonic()
    found.expect(
        came_to_be(lambda: is_finished(first.name), _PATIENCE), "two days on: not released"
    )
    found.recovered("due work, clock set ahead", time.monotonic() - began, _GOAL)
    before = published(first.name)
    found.expect(not person.is_signed_in(), "two days on: somebody is still signed in")
    _works(tree, stock, found, "two days on")
    _set(at, -2)
    later = due_windows.over(size.entries // 10)  # Due by the right clock, and not by this one.
    _nudge(first)
    _nudge(later)
    _works(tree, stock, found, "two days back")
    found.expect(published(first.name) == before, "two days back: what was published changed")
    found.expect(is_finished(first.name), "two days back: a window was opened again")
    found.expect(published(later.name).releases == 0, "two days back: released too early")
    _set(at, 0)
    began = time.monotonic()
    found.expect(
        came_to_be(lambda: is_finished(later.name), _PATIENCE), "right again: not released"
    )
    found.recovered("due work, clock set right", time.monotonic() - began, _GOAL)
    found.expect(published(first.name) == before, "right again: what was published changed")
    _works(tree, stock, found, "right again")
    lost = stock.ledger.lost()
    found.expect(lost == 0, f"{lost} acknowledged conversations are gone")
    found.figures |= {"acknowledged": len(stock.ledger.acknowledged), "lost": lost}


def _works(tree: Tree, stock: Stock, found: Finding, when: str) -> None:
    statuses = {ask(tree.port, page).status for page in PAGES}
    found.expect(statuses == {200}, f"{when}: pages answered {statuses}")
    found.expect(stock.send(tree.port).status == STORED, f"{when}: a conversation was not stored")
    found.expect(goes_round(_PATIENCE), f"{when}: the worker does not work")
    found.expect(Person(tree.port).sign_up().status == 200, f"{when}: nobody can sign up")


def _nudge(window: Window) -> None:
    with app.connection_for_write() as way:
        app.send_task("outcomes.tasks.release_window", [window.name], connection=way)


def _set(at: Path, days: int) -> None:
    draft = at.with_suffix(".new")
    draft.write_text(f"{days:+d}d")
    draft.chmod(0o644)
    draft.replace(at)
    sys.stderr.write(f"the clock is set to {days:+d} days\n")
    time.sleep(_NOTICED)  # Each process looks at the file once a second.


def _library() -> Path:
    found = next((path for at in _LIBRARIES for path in Path(at).rglob(_LIBRARY)), None)
    if found is None:
        raise CouldNotRun(f"There is no {_LIBRARY} (Debian: faketime).")
    return found
