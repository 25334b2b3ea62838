"""One run at a time for each data folder, and whom to look at when there is one already."""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import suppress
from pathlib import Path

from leverage.embedded.errors import AlreadyRunningError

_STOPPING_GRACE = 5.0
_PAUSE = 0.1


class RunLock:
    """The lock of a data folder. The kernel drops it when the process ends, however it ends."""

    def __init__(self, data: Path) -> None:
        self._file = data / "lock"
        self._descriptor = -1

    def take(self) -> None:
        """Take the lock, or raise AlreadyRunningError with the process and address of the holder.

        Waits up to five seconds when the holder says that it is just stopping.
        """
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        deadline = time.monotonic() + _STOPPING_GRACE
        while not _locked(descriptor):
            holder = self._holder()
            if "stopping" not in holder or time.monotonic() > deadline:
                os.close(descriptor)
                raise AlreadyRunningError(_describe(holder))
            time.sleep(_PAUSE)
        self._descriptor = descriptor
        self._tell({"pid": os.getpid()})

    def announce(self, address: str) -> None:
        """Write down where the site can be reached, for whoever tries to start a second one."""
        self._tell({"pid": os.getpid(), "address": address})

    def announce_stop(self) -> None:
        """Write down that this run is ending."""
        self._tell({"pid": os.getpid(), "stopping": True})

    def release(self) -> None:
        """Let go of the lock; harmless when it was never taken."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _tell(self, facts: dict[str, object]) -> None:
        text = json.dumps(facts).encode()
        # The lock holds without it, also on a disk that is full.
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text, 0)

    def _holder(self) -> dict[str, object]:
        try:
            facts = json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}  # It is being written at this moment.
        return facts if isinstance(facts, dict) else {}


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _describe(holder: dict[str, object]) -> str:
    who = f"process {holder['pid']}" if "pid" in holder else "another process"
    if "stopping" in holder:
        return f"Leverage is still stopping here ({who}). Try again in a moment."
    where = holder.get("address", "which is still starting")
    return f"Leverage already runs here: {who}, {where}"
