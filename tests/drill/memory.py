"""The memory behind queue, sessions and limits: wiped, lost with its process, and deaf for a while."""

from __future__ import annotations

import os
import signal
import time
from functools import partial

import redis
from django.conf import settings

from tests.drill import due_windows
from tests.drill.due_windows import is_finished, published
from tests.drill.findings import CouldNotRun, Finding
from tests.drill.people import Person
from tests.drill.round_trip import goes_round
from tests.drill.size import Size
from tests.drill.traffic import PAGES, ask
from tests.drill.tree import Tree
from tests.drill.writing import STORED, Stock, open_stock
from tests.waiting import came_to_be

_GOAL = 60.0
_PATIENCE = 150.0
_DEAF = 4.0


def memory(tree: Tree, size: Size) -> Finding:
    """Wipe the memory, kill it, stop it for a while: what is due is done, and nothing but sessions is gone."""
    found = Finding("memory wiped")
    stock = open_stock()
    ways = {"wiped": _wipe, "killed": _kill}
    for how in size.memory:
        person = Person(tree.port)
        signed_up = person.sign_up().status
        found.expect(
            person.is_signed_in(), f"nobody could sign up before it was {how} ({signed_up})"
        )
        window = due_windows.over(size.entries // 10)
        began = time.monotonic()
        ways[how](tree)
        found.expect(
            came_to_be(partial(is_finished, window.name), _PATIENCE), f"{how}: not released"
        )
        found.recovered(f"due work, memory {how}", time.monotonic() - began, _GOAL)
        found.expect(published(window.name).releases == 1, f"{how}: not one release")
        found.expect(not person.is_signed_in(), f"{how}: somebody is still signed in")
        found.expect(person.sign_in().status in {200, 302}, f"{how}: nobody can sign in again")
        _works(tree, stock, found, how)
    if size.deaf:
        _deaf(tree, stock, found)
    found.figures |= {"acknowledged": len(stock.ledger.acknowledged), "lost": stock.ledger.lost()}
    return found


def _works(tree: Tree, stock: Stock, found: Finding, how: str) -> None:
    statuses = {ask(tree.port, page).status for page in PAGES}
    found.expect(statuses == {200}, f"{how}: pages answered {statuses}")
    found.expect(stock.send(tree.port).status == STORED, f"{how}: a conversation was not stored")
    found.expect(goes_round(_PATIENCE), f"{how}: the worker does not work")


def _deaf(tree: Tree, stock: Stock, found: Finding) -> None:
    """Let the memory answer nothing for a while: nobody gets past the limits, and pages are read all the same."""
    person = Person(tree.port)
    person.sign_up()
    pid = tree.pid("Valkey")
    if pid is None:
        raise CouldNotRun("Valkey does not run.")
    os.kill(pid, signal.SIGSTOP)
    try:
        read = {page: ask(tree.port, page, timeout=_DEAF).status for page in PAGES}
        written = stock.send(tree.port, timeout=_DEAF).status
        tried = Person(tree.port).sign_in()
    finally:
        os.kill(pid, signal.SIGCONT)
    found.figures |= {"sign-in while deaf": tried.status, "after s": round(tried.seconds, 1)}
    found.expect(set(read.values()) == {200}, f"deaf: pages answered {read}")
    found.expect(written == STORED, f"deaf: a conversation was answered {written}")
    found.expect(tried.status == 503, f"deaf: a sign-in was answered {tried.status}")
    found.expect(came_to_be(person.is_signed_in, 10), "deaf: somebody was signed out")


def _wipe(tree: Tree) -> None:
    redis.Redis.from_url(settings.REDIS_URL).flushall()


def _kill(tree: Tree) -> None:
    before = tree.pid("Valkey")
    if before is None:
        raise CouldNotRun("Valkey does not run.")
    os.kill(before, signal.SIGKILL)
    came_to_be(lambda: tree.pid("Valkey") not in {None, before}, _PATIENCE)
