"""Cleaning up after a run that was killed. Only ever called while holding the lock of the data."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from leverage.embedded import paths, processes
from leverage.embedded.errors import NotReadyError
from leverage.embedded.processes import Process

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PAUSE = 0.05
_GENTLE, _FIRM = 3.0, 5.0
_POSTGRES_STEPS = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


class Record:
    """`procs.json`: which processes this run started, and when each was born."""

    def __init__(self, data: Path) -> None:
        self._file = data / "procs.json"

    def write(self, pids: Mapping[str, int]) -> None:
        """Replace the record by the living ones among these processes.

        A full disk keeps the former one: it matters only after a crash, and the site must outlive the disk.
        """
        born = {process.pid: process.created for process in processes.listing()}
        entries = {
            name: {"pid": pid, "created": born[pid]} for name, pid in pids.items() if pid in born
        }
        draft = self._file.with_suffix(".new")
        with suppress(OSError):
            draft.write_text(json.dumps({"boot": _boot(), "processes": entries}))
            draft.replace(self._file)

    def stop_leftovers(self) -> list[str]:
        """Stop what an earlier run left behind, and return its names.

        A process counts as left behind when the group it belongs to was one of ours: the leader has
        the recorded time of birth, or has ended and the member runs our own Python.
        """
        stopped = [name for name, pid, created in self._read() if _stop_group(pid, created)]
        self._file.unlink(missing_ok=True)
        return stopped

    def _read(self) -> list[tuple[str, int, str]]:
        try:
            content = json.loads(self._file.read_text())
            if content["boot"] != _boot():
                return []
            return [
                (str(name), int(entry["pid"]), str(entry["created"]))
                for name, entry in content["processes"].items()
            ]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return []  # Missing, or cut off by the crash.


def free_cluster(cluster: Path, sockets: Path) -> bool:
    """Stop every PostgreSQL that still works in `cluster`, then remove the files that name it.

    PostgreSQL refuses to start when the number in `postmaster.pid` belongs to any process by now,
    even an unrelated one, so the file goes once we know better. Returns whether anything ran.
    Raises NotReadyError when something cannot be stopped.
    """
    found = processes.running_in(cluster, "postgres")
    for number, patience in _POSTGRES_STEPS:
        left = processes.running_in(cluster, "postgres")
        if not left:
            break
        numbers = {process.pid for process in left}
        processes.signal_all((one for one in left if one.parent not in numbers), number)
        _wait(lambda: not processes.running_in(cluster, "postgres"), patience)
    if processes.running_in(cluster, "postgres"):
        raise NotReadyError("A PostgreSQL of an earlier run does not stop.")
    socket = paths.postgres_socket(sockets)
    for path in (cluster / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
        path.unlink(missing_ok=True)
    return bool(found)


def _stop_group(pid: int, created: str) -> bool:
    if not _members(pid, created):
        return False
    for number, patience in ((signal.SIGTERM, _GENTLE), (signal.SIGKILL, _FIRM)):
        processes.signal_all(_members(pid, created), number)
        if _wait(lambda: not _members(pid, created), patience):
            break
    return True


def _members(group: int, created: str) -> list[Process]:
    found = [process for process in processes.listing() if process.group == group]
    leader = next((process for process in found if process.pid == group), None)
    if leader is not None:
        return found if leader.created == created else []
    return [process for process in found if sys.executable in process.command]


def _wait(done: Callable[[], bool], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _boot() -> str:
    return _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else os.uname().nodename
