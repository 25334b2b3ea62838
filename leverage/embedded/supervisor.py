"""Keeping a few processes alive, and stopping them in the right order."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from leverage.embedded import children
from leverage.embedded.children import Service
from leverage.embedded.errors import GaveUpError, NotReadyError
from leverage.embedded.reclaim import Record
from leverage.embedded.signals import SignalWatch

_TICK = 0.05
_IDLE = 5.0
_LONGEST_DELAY = 8.0
_MOST_ENDS, _ENDS_WINDOW = 5, 60.0


@dataclass
class _Kept:
    service: Service
    process: subprocess.Popen[bytes]
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=_MOST_ENDS))
    restart_at: float | None = None


class Supervisor:
    """Starts services, starts them again when they end, and stops them all.

    One thread only: the parent-death signals of the children hang on it.
    """

    def __init__(
        self,
        record: Record,
        watch: SignalWatch,
        say: Callable[[str], None],
        first_delay: float = 0.5,
    ) -> None:
        self._first_delay = first_delay
        self._record = record
        self._watch = watch
        self._say = say
        self._kept: dict[str, _Kept] = {}
        self._steps: dict[str, subprocess.Popen[bytes]] = {}

    def keep(self, service: Service) -> None:
        """Start a service and keep it running from now on."""
        self._kept[service.name] = _Kept(service, children.start(service))
        self._write_record()

    def keep_once_ready(self, service: Service, patience: float) -> None:
        """Start a service and return when it is ready.

        Raises NotReadyError with its last words when it ends before, or takes too long. It is kept
        running only from then on: what fails at its first start would fail at the next ones too.
        """
        self.keep(service)
        process = self._kept[service.name].process
        deadline = time.monotonic() + patience
        while not service.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotReadyError(
                    f"{service.name} did not start.\n{children.tail(service.log)}".rstrip()
                )
            self._watch.pause(_TICK)

    def begin_step(self, name: str, command: list[str], folder: Path, log: Path) -> None:
        """Start a process that does one thing and ends."""
        self._steps[name] = children.launch(command, folder=folder, log=log)
        self._write_record()

    def finish_step(self, name: str, log: Path) -> None:
        """Wait for such a process; raises NotReadyError with its last words when it failed."""
        process = self._steps[name]
        while process.poll() is None:
            self.tend()
            self._watch.pause(_IDLE)
        del self._steps[name]
        if process.returncode != 0:
            raise NotReadyError(f"The step “{name}” failed.\n{children.tail(log)}".rstrip())

    def wait_until(self, done: Callable[[], bool], patience: float, failure: str) -> None:
        """Tend to everything until `done()`; raises NotReadyError(failure) after `patience`."""
        deadline = time.monotonic() + patience
        while not done():
            if time.monotonic() > deadline:
                raise NotReadyError(failure)
            self.tend()
            self._watch.pause(_TICK)

    def run(self) -> NoReturn:
        """Tend to everything until somebody asks to stop (StopRequested) or a service gives up."""
        while True:
            self._watch.pause(self.tend())

    def tend(self) -> float:
        """Start again what has ended and whose time has come; return how long nothing is due.

        Raises GaveUpError when a service ended five times within a minute.
        """
        due_in = _IDLE
        for kept in self._kept.values():
            if kept.restart_at is None and kept.process.poll() is not None:
                self._note_end(kept)
            if kept.restart_at is not None:
                due_in = min(due_in, kept.restart_at - time.monotonic())
                if due_in <= 0:
                    self._restart(kept)
        return max(due_in, _TICK)

    def stop(self, phases: tuple[tuple[tuple[str, ...], float], ...]) -> None:
        """Stop everything: each phase is some names and the seconds they have.

        What does not end in its time is killed, and whatever is left of a group with it.
        """
        for process in self._steps.values():
            children.stop(process, (signal.SIGTERM,), grace=1)
        self._steps.clear()
        for names, patience in phases:
            self._stop_together(
                [self._kept.pop(name) for name in names if name in self._kept], patience
            )
        self._write_record()

    def _stop_together(self, group: list[_Kept], patience: float) -> None:
        for kept in group:
            if kept.process.poll() is None:
                kept.process.send_signal(kept.service.stop_signals[0])
        deadline = time.monotonic() + patience
        while any(kept.process.poll() is None for kept in group) and time.monotonic() < deadline:
            self._watch.pause_while_stopping(deadline - time.monotonic())
        for kept in group:
            last_words = kept.service.stop_signals[1:] if kept.process.poll() is None else ()
            children.stop(kept.process, last_words, grace=2)

    def _note_end(self, kept: _Kept) -> None:
        # Children of the dead one may still hold its port.
        children.signal_group(kept.process, signal.SIGKILL)
        now = time.monotonic()
        kept.ends.append(now)
        if len(kept.ends) == _MOST_ENDS and now - kept.ends[0] < _ENDS_WINDOW:
            raise GaveUpError(
                f"{kept.service.name} ended {_MOST_ENDS} times within a minute; stopping.\n"
                f"{children.tail(kept.service.log)}".rstrip()
            )
        recent = sum(1 for end in kept.ends if now - end < _ENDS_WINDOW)
        delay = min(self._first_delay * 2 ** (recent - 1), _LONGEST_DELAY)
        kept.restart_at = now + delay
        self._say(f"{kept.service.name} ended unexpectedly; starting it again in {delay:g} s.")

    def _restart(self, kept: _Kept) -> None:
        kept.process = children.start(kept.service)
        kept.restart_at = None
        self._write_record()

    def _write_record(self) -> None:
        pids = {name: kept.process.pid for name, kept in self._kept.items()}
        self._record.write(pids | {name: process.pid for name, process in self._steps.items()})
