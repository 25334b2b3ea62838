"""Many people at once who do all that people do here: read, search, prepare, sign up and draw, and log."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

from tests.drill.findings import Finding
from tests.drill.people import Person
from tests.drill.size import Size
from tests.drill.traffic import PAGES, Answer, Steady, ask, failed, percentile
from tests.drill.tree import Tree
from tests.drill.writing import Stock, open_stock

PREPARE = "/prepare/offer_received/"
_SEARCHES = ("safety", "whistle", "equity", "audit", "evals", "nobody-finds-this")
# Between one request of a person and the next; people read. With 200 of them 40 requests come each second.
_THINKS = 5.0
# Of a hundred requests; all others read a page. A sign-up costs half a second on purpose, and is rare.
_LOGS, _SEARCHES_SHARE, _PREPARES = 8, 10, 7
_NEWCOMERS = 10
_MOST_ERRORS = 0.01


class Crowd:
    """So many visitors, each in a thread of their own, and what they were answered."""

    def __init__(self, port: int, stock: Stock, number: int, thinks: float = _THINKS) -> None:
        self._port, self._stock, self._number = port, stock, number
        self._people = [Steady(self._act, thinks * (n + 1) / number) for n in range(number)]
        self._thinks = thinks
        self.signed_up = self.drew = 0
        self._left = max(1, number // _NEWCOMERS)
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def present(self) -> Iterator[None]:
        """Let all of them be there for a while."""
        with contextlib.ExitStack() as stack:
            for person in self._people:
                stack.enter_context(person)
            yield
            for person in self._people:
                person.leave()

    @property
    def statuses(self) -> Counter[int]:
        """Return how often each status was answered."""
        return sum((person.statuses for person in self._people), Counter[int]())

    @property
    def spent(self) -> list[float]:
        """Return how long each request took, in seconds."""
        return [seconds for person in self._people for seconds in person.spent]

    @property
    def broken(self) -> set[str]:
        """Return what kept somebody from going on."""
        return {person.broken for person in self._people if person.broken}

    def _act(self) -> Answer:
        time.sleep(self._thinks * secrets.randbelow(1000) / 1000)
        with self._lock:
            is_newcomer = self._left > 0 and secrets.randbelow(_NEWCOMERS) == 0
            self._left -= is_newcomer
        if is_newcomer:
            return self._sign_up()
        dice = secrets.randbelow(100)
        acts: list[tuple[int, Callable[[], Answer]]] = [
            (_LOGS, lambda: self._stock.send(self._port)),
            (_SEARCHES_SHARE, lambda: ask(self._port, f"/asks/?q={secrets.choice(_SEARCHES)}")),
            (_PREPARES, lambda: ask(self._port, PREPARE)),
        ]
        for share, act in acts:
            if dice < share:
                return act()
            dice -= share
        return ask(self._port, secrets.choice(PAGES))

    def _sign_up(self) -> Answer:
        """Open an account, draw its sheet, and log with one of its credentials."""
        person = Person(self._port)
        answer = person.sign_up()
        self.signed_up += answer.status in {200, 302}
        if person.sheet:
            self.drew += 1
            self._stock.send(self._port, person.conversation())
        return answer


def visitors(tree: Tree, size: Size) -> Finding:
    """Let many people visit for a while, and look at errors, waiting, memory, and what was acknowledged."""
    found = Finding(f"{size.visitors} visitors")
    stock = open_stock()
    crowd = Crowd(tree.port, stock, size.visitors)
    before = {name: tree.memory(name) for name in ("web", "worker")}
    with crowd.present():
        time.sleep(size.visit)
    grown = {name: tree.memory(name) - kilobytes for name, kilobytes in before.items()}
    judge(found, crowd, stock)
    found.figures |= {
        "signed up": crowd.signed_up,
        "drew": crowd.drew,
        "web MB before": before["web"] // 1024,
        "web MB grown": grown["web"] // 1024,
        "worker MB grown": grown["worker"] // 1024,
    }
    found.expect(crowd.drew > 0, "nobody could sign up and draw")
    return found


def judge(found: Finding, crowd: Crowd, stock: Stock) -> None:
    """Write down what a crowd met, and what of it is not good enough."""
    total, wrong = sum(crowd.statuses.values()), failed(crowd.statuses)
    lost = stock.ledger.lost()
    found.figures |= {
        "requests": total,
        "errors": wrong,
        "errors %": round(100 * wrong / max(total, 1), 2),
        "p50 ms": percentile(crowd.spent, 50),
        "p95 ms": percentile(crowd.spent, 95),
        "p99 ms": percentile(crowd.spent, 99),
        "acknowledged": len(stock.ledger.acknowledged),
        "lost": lost,
        "statuses": dict(crowd.statuses),
    }
    found.expect(total > 0, "nobody came")
    found.expect(wrong <= _MOST_ERRORS * total, f"{wrong} of {total} requests failed")
    found.expect(lost == 0, f"{lost} acknowledged conversations are gone")
    found.expect(not crowd.broken, f"somebody could not go on: {crowd.broken}")
