"""The processes of this computer, as far as we must know them to clean up after a crash."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
# In /proc/<pid>/stat, counted after the name in brackets.
_STATE, _PARENT, _GROUP, _START = 0, 1, 2, 19


@dataclass(frozen=True)
class Process:
    """A process that lives: one that has ended and only waits for its parent is not listed."""

    pid: int
    parent: int
    group: int
    created: str
    command: str


def listing() -> list[Process]:
    """Return all living processes that we may look at."""
    if (_PROC / "self" / "stat").exists():
        found = (_from_proc(folder) for folder in _PROC.iterdir() if folder.name.isdigit())
    else:
        found = (_from_ps(line) for line in _run("ps", "-axo", _PS_COLUMNS).splitlines())
    return [process for process in found if process is not None]


def find(pid: int) -> Process | None:
    """Return the living process with this number."""
    return next((process for process in listing() if process.pid == pid), None)


def running_in(folder: Path, program: str) -> list[Process]:
    """Return the living processes of `program` whose working directory is `folder`."""
    return [
        process
        for process in listing()
        if program in process.command and _working_folder(process.pid) == folder.resolve()
    ]


def signal_all(processes: Iterable[Process], number: int) -> None:
    """Send a signal to each process that still exists."""
    for process in processes:
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            continue


def _from_proc(folder: Path) -> Process | None:
    try:
        name, _, rest = (folder / "stat").read_text(errors="replace").rpartition(")")
        arguments = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None  # It ended while we looked.
    fields = rest.split()
    if fields[_STATE] in {"Z", "X"}:
        return None
    command = arguments.strip() or name.partition("(")[2]
    return Process(
        int(folder.name), int(fields[_PARENT]), int(fields[_GROUP]), fields[_START], command
    )


# `lstart` is five words: weekday, month, day, time, year.
_PS_COLUMNS = "pid=,ppid=,pgid=,stat=,lstart=,args="


def _from_ps(line: str) -> Process | None:
    words = line.split(maxsplit=9)
    if len(words) < 10 or words[3].startswith("Z"):
        return None
    return Process(int(words[0]), int(words[1]), int(words[2]), " ".join(words[4:9]), words[9])


def _working_folder(pid: int) -> Path | None:
    if _PROC.joinpath("self", "cwd").exists():
        try:
            return (_PROC / str(pid) / "cwd").readlink()
        except OSError:
            return None
    answer = _run("lsof", "-a", "-p", str(pid), "-d", "cwd", "-Fn")
    return next((Path(line[1:]) for line in answer.splitlines() if line.startswith("n")), None)


def _run(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        return ""
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False).stdout
