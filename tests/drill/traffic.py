"""Requests over plain sockets, and people who send them all the time while something breaks."""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

HOST = "127.0.0.1"
NO_ANSWER = 0
_TIMEOUT = 20.0
PAGES = (
    "/",
    "/asks/",
    "/labs/",
    "/tallies/",
    "/log/",
    "/about/privacy/",
    "/asks/?q=safety",
    "/de/asks/",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how long; the status 0 stands for no answer at all."""

    status: int
    seconds: float
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def ask(
    port: int,
    path: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    timeout: float = _TIMEOUT,
) -> Answer:
    """Send one request on a connection of its own: GET, or POST of JSON when there is a body."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout)
    sent = {"Accept": "application/json", "Content-Type": "application/json"} if body else {}
    try:
        connection.request("POST" if body else "GET", path, body, sent | (headers or {}))
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException):
        return Answer(NO_ANSWER, time.perf_counter() - began)
    finally:
        connection.close()
    # As names come, in whatever case: nothing here asks for two of one name but cookies.
    named = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, time.perf_counter() - began, content, named)


class Steady:
    """Somebody who does one thing again and again in a thread of their own, until told to stop."""

    def __init__(self, act: Callable[[], Answer | None], pause: float) -> None:
        self._act, self._pause = act, pause
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self.statuses: Counter[int] = Counter()
        self.spent: list[float] = []
        self.broken: str = ""

    def __enter__(self) -> Steady:
        self._thread.start()
        return self

    def leave(self) -> None:
        """Begin nothing new, without waiting for what is under way."""
        self._enough.set()

    def __exit__(self, *_error: object) -> None:
        self.leave()
        self._thread.join(timeout=2 * _TIMEOUT)

    def _go_on(self) -> None:
        try:
            while not self._enough.wait(self._pause):
                answer = self._act()
                if answer is not None:
                    self.statuses[answer.status] += 1
                    self.spent.append(answer.seconds)
        except Exception as error:  # Nobody waits for this thread; the drill fails by it.
            self.broken = f"{type(error).__name__}: {error}"


def reader(port: int, pause: float = 0.05) -> Steady:
    """Return somebody who reads pages."""
    return Steady(lambda: ask(port, secrets.choice(PAGES)), pause)


def failed(statuses: Counter[int]) -> int:
    """Return how many requests got no answer, or one that is no page: everything that a visitor would call broken."""
    return sum(
        number for status, number in statuses.items() if status == NO_ANSWER or status >= 500
    )


def percentile(spent: list[float], hundredth: int) -> float:
    """Return below what time in milliseconds so many of a hundred requests were answered."""
    ordered = sorted(spent) or [0.0]
    return round(1000 * ordered[min(len(ordered) - 1, len(ordered) * hundredth // 100)], 1)
