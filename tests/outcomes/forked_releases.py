"""Processes that release a window, forked from one that has loaded everything, as the worker's are.

`serve` reads one order per line (JSON). Every process says in one line what it drew and what came of it. One that was
told to stop behind a step of the release says so there, then waits until it is killed, or told to go on. Steps are
found by wrapping functions in that process; the product knows nothing of it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection

from outcomes import keystore, releases
from outcomes.statistics import mechanism

PATIENCE = 30.0
STOPPED, PUBLISHED, FOUND = "stopped", "published", "found published"
_ROOT = Path(__file__).resolve().parent.parent.parent
_GO_ON = signal.SIGUSR1
_SERVE = "import django; django.setup(); from tests.outcomes.forked_releases import serve; serve()"


class Step(StrEnum):
    """A step of the release behind which a process can stop; its value is the function that takes it."""

    LOCK = "_take_lock"
    COUNT = "count_rows"
    CHARGE = "_charge"
    COPY = "_store"
    COMMIT = "_publish"


class Fault(StrEnum):
    """What a broken twin of the release does."""

    NONE = ""
    DESTROYS_KEYS_EARLY = "destroys keys early"
    COMMITS_HALFWAY = "commits halfway"


@dataclass(frozen=True, slots=True)
class Said:
    """What a process says of itself: its number, the error or outcome, and every answer of the mechanism."""

    pid: int
    outcome: str
    drawn: Sequence[int]


class Nursery:
    """The process that the others are forked from."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            cwd=_ROOT,
            env={**environment, "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._stopped: set[int] = set()

    def begin(
        self, window: str, *, times: int = 1, stop: Step | None = None, fault: Fault = Fault.NONE
    ) -> list[Said]:
        """Let processes release a window, all at the same moment, and return what each said first."""
        order = [window, str(settings.KEY_DIR), times, stop, fault]
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return [self.hear() for _ in range(times)]

    def run(self, window: str) -> Said:
        """Let one process release a window to its end."""
        [said] = self.begin(window)
        return said

    def go_on(self, stopped: Said) -> Said:
        """Let a process go on that had stopped, and return what it says at its end."""
        self._stopped.remove(stopped.pid)
        os.kill(stopped.pid, _GO_ON)
        return self.hear()

    def kill(self, stopped: Said) -> None:
        """End a process that had stopped, as a computer without power would."""
        self._stopped.remove(stopped.pid)
        os.kill(stopped.pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """End every process that still stands where it had stopped."""
        while self._stopped:
            os.kill(self._stopped.pop(), signal.SIGKILL)

    def hear(self) -> Said:
        """Wait for a line of any process."""
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], PATIENCE)
        assert ready, "No process said anything in time."
        said = Said(*json.loads(self._process.stdout.readline()))
        if said.outcome == STOPPED:
            self._stopped.add(said.pid)
        return said

    def pause(self) -> None:
        """Let a moment pass; fails if the nursery ended meanwhile."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=0.05)
            raise AssertionError("The nursery ended.")

    def end(self) -> None:
        """Kill all of them."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()


def serve() -> None:
    """Carry out one order per line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Who was killed is not to be waited for.
    orders = os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)
    for line in iter(orders.readline, b""):
        window, key_dir, times, stop, fault = json.loads(line)
        settings.KEY_DIR = key_dir
        gate, ready = os.pipe(), os.pipe()
        for _ in range(times):
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os.close(gate[1])
                _release(window, stop and Step(stop), Fault(fault), gate[0], ready[1])
                os._exit(0)
        for _ in range(times):
            os.read(ready[0], 1)
        for end in (*gate, *ready):
            os.close(end)


def _release(window: str, stop: Step | None, fault: Fault, gate: int, ready: int) -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {_GO_ON})
    connection.ensure_connection()
    os.write(ready, b".")
    os.read(gate, 1)  # Ends when the parent closes the other end, for all at once.
    drawn: list[int] = []
    with ExitStack() as stack:
        _behind(stack, mechanism, "add_noise", drawn.extend)
        _break(stack, fault, window)
        if stop is not None:
            _behind(stack, releases, stop.value, lambda _answer: _stop(drawn))
        try:
            published = releases.release_window(window)
            outcome = PUBLISHED if published.first_time else FOUND
        except Exception as error:
            outcome = type(error).__name__
    _say(outcome, drawn)


def _break(stack: ExitStack, fault: Fault, window: str) -> None:
    if fault is Fault.DESTROYS_KEYS_EARLY:
        _behind(stack, releases, "count_rows", lambda _answer: keystore.destroy_all(window))
    if fault is Fault.COMMITS_HALFWAY:
        _behind(stack, releases, "_store", lambda _answer: connection.connection.commit())


def _behind(stack: ExitStack, owner: object, name: str, then: Callable[[Any], object]) -> None:
    """Have something done whenever a function has returned."""
    function = getattr(owner, name)

    def wrapped(*arguments: Any, **named: Any) -> Any:
        answer = function(*arguments, **named)
        then(answer)
        return answer

    stack.enter_context(patch.object(owner, name, wrapped))


def _stop(drawn: Sequence[int]) -> None:
    _say(STOPPED, drawn)
    signal.sigwait({_GO_ON})


def _say(outcome: str, drawn: Sequence[int]) -> None:
    # One short write, so that lines of several processes do not mix.
    os.write(1, json.dumps([os.getpid(), outcome, list(drawn)]).encode() + b"\n")
