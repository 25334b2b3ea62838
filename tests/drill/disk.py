"""A disk without a free byte: the data folder lies on a small one of its own, in memory, that is filled to the brim."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from leverage.celery import app
from tests.drill.findings import CouldNotRun, Finding
from tests.drill.kills import victim
from tests.drill.round_trip import goes_round
from tests.drill.size import Size
from tests.drill.traffic import PAGES, ask
from tests.drill.tree import Tree
from tests.drill.writing import STORED, Stock, open_stock
from tests.waiting import came_to_be

_FREE = 48 * 1024 * 1024
_PIECE = 64 * 1024
_TRIES = 400
_GOAL, _PATIENCE = 30.0, 120.0
_READY = "Leverage is ready"
_APOLOGY = b"one credential counts once"


def disk(tree: Tree, size: Size) -> Finding:
    """Fill the disk, let people log until they are refused, rewrite rows without room, and free it again."""
    found = Finding("disk full")
    tree.stop()
    kept = _move_to_a_small_disk(tree)
    try:
        tree.start()
        _fill_and_free(tree, size, found)
    finally:
        tree.stop()
        subprocess.run(["umount", str(tree.data)], check=True)
        tree.data.rmdir()
        kept.rename(tree.data)
        tree.start()
    return found


def _fill_and_free(tree: Tree, size: Size, found: Finding) -> None:
    stock = open_stock()
    came_to_be(lambda: _READY in tree.said(), _PATIENCE)
    ballast = tree.data / "ballast"
    _fill(ballast)
    _look(tree, stock, found, "full")
    # The hourly rewrite cannot work either, and must leave everything as it is.
    with app.connection_for_write() as way:
        app.send_task("outcomes.tasks.rewrite_rows", connection=way)
    goes_round(_PATIENCE)
    _fill(ballast)
    _look(tree, stock, found, "full, after a rewrite")
    web = victim(tree, "web")
    os.kill(web.pid, signal.SIGKILL)
    # Its own processes serve for a moment after it, and a full disk keeps no record of the next one.
    came_to_be(lambda: "web ended unexpectedly" in tree.said(), _PATIENCE)
    came_to_be(lambda: ask(tree.port, "/healthz").status == 200, _PATIENCE)
    _look(tree, stock, found, "full, after kill -9 of web")
    found.figures["stored while full"] = len(stock.ledger.acknowledged)
    ballast.unlink()
    began = time.monotonic()
    works = came_to_be(lambda: stock.send(tree.port, timeout=5).status == STORED, _PATIENCE)
    found.recovered("writing, with room again", time.monotonic() - began, _GOAL)
    found.expect(works and goes_round(_PATIENCE), "with room again: it does not work")
    statuses = {ask(tree.port, page).status for page in PAGES}
    found.expect(statuses == {200}, f"with room again: pages answered {statuses}")
    lost = stock.ledger.lost()
    found.figures |= {"acknowledged": len(stock.ledger.acknowledged), "lost": lost}
    found.expect(lost == 0, f"{lost} acknowledged conversations are gone")


def _look(tree: Tree, stock: Stock, found: Finding, when: str) -> None:
    """Log until it is refused, which the page that says so must do, and read every page."""
    answer = stock.send(tree.port)
    for _try in range(_TRIES):
        if answer.status != STORED:
            break
        answer = stock.send(tree.port)
    read = Counter(ask(tree.port, page).status for page in PAGES)
    found.figures |= {f"{when}: refused with": answer.status, f"{when}: pages": dict(read)}
    found.expect(set(read) == {200}, f"{when}: pages answered {dict(read)}")
    says_so = answer.status == 503 and _APOLOGY in answer.body
    found.expect(says_so, f"{when}: a refusal was {answer.status} {answer.body[:200]!r}")


def _move_to_a_small_disk(tree: Tree) -> Path:
    """Put the data folder on a disk of its own with little room; returns where it was moved to."""
    used = sum(path.lstat().st_size for path in tree.data.rglob("*") if path.is_file())
    kept = tree.data.with_name(f"data-{secrets.token_hex(3)}")
    tree.data.rename(kept)
    tree.data.mkdir(mode=0o711)
    options = f"size={used + _FREE},mode=0711"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", str(tree.data)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        tree.data.rmdir()
        kept.rename(tree.data)
        raise CouldNotRun(f"A small disk cannot be mounted here. {mounted.stderr.strip()}")
    subprocess.run(["cp", "-a", f"{kept}/.", str(tree.data)], check=True)
    return kept


def _fill(ballast: Path) -> None:
    """Write until there is no room, to the last byte."""
    piece = _PIECE
    with ballast.open("ab", buffering=0) as stream:
        while piece:
            try:
                stream.write(b"\0" * piece)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                piece //= 2
    free = os.statvfs(ballast.parent).f_bavail
    sys.stderr.write(
        f"the disk is full: {free} blocks are free, {shutil.disk_usage(ballast).used} B used\n"
    )
