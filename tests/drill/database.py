"""The database restarted in the middle of a busy minute, as an update of it does."""

from __future__ import annotations

import os
import signal
import time

from tests.drill.findings import CouldNotRun, Finding
from tests.drill.kills import serves_again
from tests.drill.size import Size
from tests.drill.tree import Tree
from tests.drill.visitors import Crowd, judge
from tests.drill.writing import open_stock

_VISITORS = 24
_THINKS = 1.0


def database(tree: Tree, size: Size) -> Finding:
    """Stop the database fast, which cuts every connection, and let it be started again, while people visit.

    Errors are counted over the whole time around it: what got no answer, and every answer from 500 on, our own
    page that asks to come back included.
    """
    found = Finding("database restarted")
    stock = open_stock()
    crowd = Crowd(tree.port, stock, _VISITORS, _THINKS)
    with crowd.present():
        time.sleep(size.outage / 2)
        before = tree.pid("PostgreSQL")
        if before is None:
            raise CouldNotRun("PostgreSQL does not run.")
        began = time.monotonic()
        os.kill(before, signal.SIGINT)
        back = serves_again(tree, stock, lambda: tree.pid("PostgreSQL") not in {None, before})
        found.recovered("a fast restart of PostgreSQL", time.monotonic() - began, size.recovery)
        found.expect(back, "the site did not come back")
        time.sleep(max(0.0, size.outage / 2 - (time.monotonic() - began)))
    judge(found, crowd, stock)
    return found
