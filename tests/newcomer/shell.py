"""Commands of a document run as a reader would: in one shell, on a computer with nothing set up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.newcomer.documents import Block, Purpose, is_seen

_LOGS = "terminals"
_OF_PACKAGES = ("PIP_", "UV_", "SSL_CERT_")
# The system's own programs, and the Python that runs this: a bare computer has one too.
BARE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Misled(RuntimeError):
    """A document led astray: the text says at which line, and what was seen instead."""


@dataclass(frozen=True, slots=True)
class Walked:
    """One block that worked, and how long it took."""

    block: Block
    seconds: float


def bare_environment(home: Path, python: str) -> dict[str, str]:
    """Return the environment of a new account: a home, the system's programs and one Python.

    Where packages come from is the computer's own affair, and stays.
    """
    tools = home / "bin"
    tools.mkdir(parents=True)
    (tools / "python3.11").symlink_to(python)
    (home / _LOGS).mkdir()
    own = Path.home() / ".config" / "pip"
    if own.is_dir():
        shutil.copytree(own, home / ".config" / "pip")
    packages = {key: value for key, value in os.environ.items() if key.startswith(_OF_PACKAGES)}
    path = f"{tools}:{BARE_PATH}"
    return {**packages, "HOME": str(home), "PATH": path, "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Account:
    """Whom commands run as; None is whoever runs this."""

    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """Return what starts a process as this account."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@contextmanager
def reader(
    folder: Path, environment: Mapping[str, str], account: Account | None = None
) -> Iterator[Reader]:
    """Give somebody who types commands in a folder; whatever still runs at the end is stopped."""
    someone = Reader(folder, environment, account or Account())
    try:
        yield someone
    finally:
        someone.leave()


class Reader:
    """Types the commands of blocks, one after the other; variables last as in one terminal."""

    def __init__(self, folder: Path, environment: Mapping[str, str], account: Account) -> None:
        self._as = account.options()
        self._folder = folder
        self._environment = dict(environment)
        self._terminals: list[tuple[Block, subprocess.Popen[bytes], Path]] = []
        self._said: list[str] = []
        self._logs = Path(self._environment["HOME"]) / _LOGS

    def walk(self, blocks: Sequence[Block], patience: float = 600.0) -> Iterator[Walked]:
        """Do what each block says; raises Misled at the first that does not work as written."""
        for block in blocks:
            start = time.monotonic()
            if block.purpose is Purpose.TERMINAL:
                self.open_terminal(block)
            else:
                self._run(block, patience)
            yield Walked(block, time.monotonic() - start)

    def open_terminal(self, block: Block) -> Path:
        """Start what goes on running; returns where its words are kept."""
        log = self._logs / f"line-{block.line}.log"
        with log.open("wb") as words:
            process = subprocess.Popen(
                ["sh", "-eu", "-c", self._script(block)],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._as,
            )
        self._terminals.append((block, process, log))
        return log

    def leave(self) -> None:
        """Press Ctrl-C in every terminal, last first, and close those that do not end."""
        for _block, process, _log in reversed(self._terminals):
            _signal_group(process, signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            _signal_group(process, signal.SIGKILL)
            process.wait()
        self._terminals.clear()

    def _run(self, block: Block, patience: float) -> None:
        kept = self._logs / f"line-{block.line}.sh"
        # What a block sets is there for the next one: it is written down when the block ends.
        script = f"{self._script(block)}\nexport -p > {kept}.new\npwd > {kept}.pwd\n"
        try:
            done = subprocess.run(
                ["sh", "-eu", "-c", script],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=patience,
                check=False,
                **self._as,
            )
        except subprocess.TimeoutExpired as late:
            raise Misled(f"Line {block.line} takes longer than {patience:.0f} s.") from late
        words = done.stdout + done.stderr
        if done.returncode != 0:
            raise Misled(f"Line {block.line} ends with {done.returncode}:\n{words}{self._ended()}")
        if missing := [line for line in block.seen if not is_seen(line, words)]:
            raise Misled(f"Line {block.line} should show “{missing[0]}”, and shows:\n{words}")
        shutil.move(f"{kept}.new", kept)
        self._said = [str(kept)]
        self._folder = Path(Path(f"{kept}.pwd").read_text().strip())

    def _script(self, block: Block) -> str:
        known = "".join(f". {one}\n" for one in self._said)
        return f"umask 077\n{known}{block.commands}"

    def _ended(self) -> str:
        """Return the last words of each terminal that is closed already: most often the reason."""
        return "".join(
            f"\n--- the terminal of line {block.line} ended with {process.returncode}:\n"
            + log.read_text(errors="replace")[-2000:]
            for block, process, log in self._terminals
            if process.poll() is not None
        )


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
