"""Waiting that ends at once when a signal comes: a child ended, or somebody wants us to stop."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_BUFFER = 4096


class StopRequested(BaseException):
    """Somebody asked us to stop. Not an Exception, so that no handler for faults swallows it."""


class SignalWatch:
    """Turns signals into the end of a pause."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._asked_to_stop = False

    def install(self) -> None:
        """Take over the signals of this process, for the rest of its life."""
        for number in _STOP_SIGNALS:
            # Whoever started us with nohup wants the closing of the terminal ignored.
            if signal.getsignal(number) != signal.SIG_IGN or number is not signal.SIGHUP:
                signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, _wake)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def pause(self, seconds: float) -> None:
        """Wait, at most this long; raises StopRequested, also for a signal that came before."""
        if not self._asked_to_stop:
            self.pause_while_stopping(seconds)
        if self._asked_to_stop:
            raise StopRequested

    def pause_while_stopping(self, seconds: float) -> None:
        """Wait, at most this long, until any signal; further requests to stop change nothing."""
        select.select([self._read], [], [], max(seconds, 0))
        try:
            os.read(self._read, _BUFFER)
        except BlockingIOError:
            return  # Nothing came.

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop = True


def _wake(number: int, frame: FrameType | None) -> None:
    """Do nothing: the byte in the pipe is the message."""
