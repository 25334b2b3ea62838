"""`python -m tests.newcomer [readme] [operate]`: do what the documents say, literally, and take the time.

Works in a fresh clone of what is committed, as somebody with an empty home and nothing of this project installed.
Ends with 1 if a document leads astray.
"""

from __future__ import annotations

import argparse
import http.client
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.newcomer import by_hand
from tests.newcomer.documents import FOLLOWED, Block, Purpose, blocks, of_chapters
from tests.newcomer.shell import Misled, Reader, bare_environment, reader

ROOT = Path(__file__).resolve().parent.parent.parent
READY = "Leverage is ready: http://localhost:"
# With uv; pip alone may take three times as long (stack.md 3).
FIRST_PAGE_GOAL = 30.0
_PATIENCE = 300.0
_PAUSE = 0.1
_QUICK = "-q tests/leverage/test_home.py"
_SYSTEM_PYTHON = Path("/usr/bin/python3.11")


def main(arguments: Sequence[str]) -> int:
    """Walk through the documents named, or both; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.newcomer", description=__doc__)
    parser.add_argument("document", nargs="*", help=f"{', '.join(WALKS)} (both)")
    parser.add_argument("--whole", action="store_true", help="run every test in the README's walk")
    given = parser.parse_args(arguments)
    if unknown := set(given.document) - set(WALKS):
        parser.error(f"no such document: {', '.join(sorted(unknown))}")
    for name in given.document or WALKS:
        try:
            with _fresh() as (home, clone):
                WALKS[name](home, clone, given.whole)
        except Misled as problem:
            sys.stderr.write(f"{name}: {problem}\n")
            return 1
    return 0


def _readme(home: Path, clone: Path, whole: bool) -> None:
    steps = blocks((clone / "README.md").read_text())
    environment = bare_environment(home, sys.executable)
    if not whole:
        environment["ARGS"] = _QUICK
    with reader(clone, environment) as someone:
        [run] = of_chapters(steps, "Run it")
        if run.purpose is not Purpose.TERMINAL:
            raise Misled(f"Line {run.line} goes on running, and its fence does not say so.")
        start = time.monotonic()
        port = _port_when_ready(someone.open_terminal(run))
        _expect_page(port)
        seconds = time.monotonic() - start
        verdict = "met" if seconds <= FIRST_PAGE_GOAL else "missed"
        _say(f"{seconds:7.1f} s  to the first page (goal {FIRST_PAGE_GOAL:.0f} s: {verdict})")
        _walk(someone, of_chapters(steps, "Test it"))


def _operate(home: Path, clone: Path, _whole: bool) -> None:
    python = _SYSTEM_PYTHON if _SYSTEM_PYTHON.exists() else Path(sys.executable)
    environment = bare_environment(home, str(python))
    account = by_hand.set_up(home, environment)
    steps = of_chapters(blocks((clone / "docs/operate.md").read_text()), *by_hand.CHAPTERS)
    start = time.monotonic()
    with reader(clone, environment, account) as someone:
        _walk(someone, [step for step in steps if step.purpose in FOLLOWED])
        _say(f"{time.monotonic() - start:7.1f} s  to a running site behind HTTPS, backed up")


WALKS: dict[str, Callable[[Path, Path, bool], None]] = {"readme": _readme, "operate": _operate}


def _walk(someone: Reader, steps: Sequence[Block]) -> None:
    for walked in someone.walk(steps):
        first = walked.block.commands.strip().splitlines()[0]
        _say(f"{walked.seconds:7.1f} s  line {walked.block.line:4}  {first}")


@contextmanager
def _fresh() -> Iterator[tuple[Path, Path]]:
    """Give an empty home and, in it, a clone of what is committed."""
    # In /tmp, because the path of a socket must be short.
    home = Path("/tmp") / f"leverage-newcomer-{secrets.token_hex(4)}"
    home.mkdir()
    try:
        clone = home / "leverage"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        yield home, clone
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _port_when_ready(log: Path) -> int:
    deadline = time.monotonic() + _PATIENCE
    while READY not in (words := log.read_text(errors="replace")):
        if time.monotonic() > deadline:
            raise Misled(f"The site does not say its address:\n{words}")
        time.sleep(_PAUSE)
    return int(words.partition(READY)[2].partition("/")[0])


def _expect_page(port: int) -> None:
    connection = http.client.HTTPConnection("localhost", port, timeout=10)
    connection.request("GET", "/")
    answer = connection.getresponse()
    if answer.status != http.client.OK or b"<h1" not in answer.read():
        raise Misled(f"The first page answers {answer.status}.")
    connection.close()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
