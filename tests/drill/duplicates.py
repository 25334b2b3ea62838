"""One conversation sent fifty times at once: by a thumb that taps twice, a browser that tries again, a proxy."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from outcomes.models import Entry
from tests.drill.findings import Finding
from tests.drill.size import Size
from tests.drill.tree import Tree
from tests.drill.writing import STORED, STORED_BEFORE, open_stock

_THREADS = 16


def duplicates(tree: Tree, size: Size) -> Finding:
    """Send one request many times from several threads: it is stored once, and everybody is told so."""
    found = Finding("duplicate posts")
    stock = open_stock()
    same = stock.conversation()
    with ThreadPoolExecutor(_THREADS) as pool:
        answers = list(pool.map(lambda _n: stock.send(tree.port, same), range(size.identical)))
    statuses = Counter(answer.status for answer in answers)
    connection.close()
    rows = Entry.objects.filter(nullifier=same.nullifier).count()
    found.figures |= {"sent": size.identical, "statuses": dict(statuses), "rows": rows}
    expected = Counter({STORED: 1, STORED_BEFORE: size.identical - 1})
    found.expect(
        statuses == expected, "the answers were not one “stored”, and “stored before” else"
    )
    found.expect(rows == 1, f"there are {rows} rows")
    found.expect(stock.ledger.lost() == 0, "it was stored otherwise than it was sent")
    return found
