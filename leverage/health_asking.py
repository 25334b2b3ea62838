"""A question that may hang, asked so that nobody waits for it for long and strangers cannot make it cost much."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper

T = TypeVar("T")

PATIENCE = 3.0
"""Seconds after which a question counts as not answered. One that hung before is not waited for again."""

GOOD_FOR = 1.0
"""Seconds for which an answer is given again: however often strangers ask, a process asks once a second."""


class NoAnswer(Exception):
    """The question was not answered in time."""


class Asked(Generic[T]):
    """Asks in a thread of its own, one at a time, and shares the answer with whoever asks meanwhile."""

    def __init__(self, question: Callable[[], T]) -> None:
        self._question = question
        self._lock = threading.Lock()
        self._answer: Future[T] | None = None
        self._begun = self._ended = 0.0

    def begin(self) -> None:
        """Ask, unless that was done just now or is under way."""
        with self._lock:
            if self._answer is not None and not self._is_old(self._answer):
                return
            self._answer, self._begun = Future(), time.monotonic()
            # A daemon, so that a server that never answers does not hold the process back from ending.
            threading.Thread(target=self._run, args=(self._answer,), daemon=True).start()

    def answer(self) -> T:
        """Return what the question gives or raise what it raises; NoAnswer when it takes too long."""
        self.begin()
        with self._lock:
            answer, begun = self._answer, self._begun
        assert answer is not None  # noqa: S101 (begun above, and never taken back)
        try:
            return answer.result(timeout=max(0.0, begun + PATIENCE - time.monotonic()))
        except TimeoutError as error:
            raise NoAnswer from error

    def _is_old(self, answer: Future[T]) -> bool:
        return answer.done() and time.monotonic() - self._ended >= GOOD_FOR

    def _run(self, answer: Future[T]) -> None:
        try:
            given = self._question()
        except Exception as error:  # Whatever it is: handed on to those who asked.
            self._ended = time.monotonic()
            answer.set_exception(error)
        else:
            self._ended = time.monotonic()
            answer.set_result(given)


@contextmanager
def hurried_connection() -> Iterator[None]:
    """Let the database be asked in this thread over a connection of its own that gives up soon.

    Not the one of pages: what those wait for at the moment says nothing, and a new one shows that pages could get one.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    # Django's own kind: the one of pages waits for a database that is being started (`leverage.patient_database`).
    own = DatabaseWrapper(copy.deepcopy(usual.settings_dict), DEFAULT_DB_ALIAS)
    options = own.settings_dict["OPTIONS"]
    own.settings_dict["OPTIONS"] = options | {
        "connect_timeout": 2,
        "tcp_user_timeout": 2000,
        "application_name": "health",
        "options": f"{options.get('options', '')} -c statement_timeout=2s -c lock_timeout=1s".strip(),
    }
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield
    finally:
        own.close()
        connections[DEFAULT_DB_ALIAS] = usual
