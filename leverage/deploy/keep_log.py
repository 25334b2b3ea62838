"""Runs a program and keeps what it prints for seven days, without the time of day.

`keep_log.py FOLDER NAME PROGRAM ARGUMENT…` writes one file a day into the folder. A container engine would note the
exact time beside every line, and so the moment of every visit; it sees nothing of these lines.
"""

from __future__ import annotations

import datetime as dt
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import IO

DAYS = 7
# Servers put a time before their own lines.
_TIME = re.compile(
    rb"(?:(?<=\d)T|(?<!\d))\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?(?!\d)"
)


class DailyLog:
    """Files of one name in a folder, one a day. `today` is asked at every line."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._day: dt.date | None = None
        self._file: IO[bytes] | None = None

    def write(self, line: bytes, today: dt.date) -> None:
        """Add a line without its time, and forget the files that are too old."""
        if self._file is None or today != self._day:
            self.close()
            self._day = today
            self._file = (self._folder / f"{self._name}-{today}.log").open("ab", buffering=0)
            self.forget(today)
        self._file.write(_TIME.sub(b"", line))

    def forget(self, today: dt.date) -> None:
        """Remove the files of all days but the last seven."""
        oldest = f"{self._name}-{today - dt.timedelta(days=DAYS - 1)}.log"
        for file in self._folder.glob(f"{self._name}-????-??-??.log"):
            if file.name < oldest:
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the file of the day."""
        if self._file is not None:
            self._file.close()
            self._file = None


def run(log: DailyLog, command: list[str]) -> int:
    """Run a command to its end, pass the polite signals on, and return its exit status."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, pass_on)
    if child.stdout is not None:
        for line in child.stdout:
            log.write(line, dt.datetime.now(dt.UTC).date())
    status = child.wait()
    log.close()
    return status if status >= 0 else 128 - status


def main(arguments: list[str]) -> int:
    """Return the exit status of the program, or 2 when there is none to run."""
    if len(arguments) < 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    folder, name, *command = arguments
    status = run(DailyLog(Path(folder), name), command)
    sys.stderr.write(f"{name} ended with status {status}; what it said stands in {folder}.\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
