"""What the web process prints is kept for seven days, without the time of day."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from leverage.deploy.keep_log import DailyLog
from tests.deploy.compose import ROOT

DAY = dt.date(2027, 3, 1)
SCRIPT = ROOT / "leverage" / "deploy" / "keep_log.py"


def run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), "web", sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
    )


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_day_has_a_file_and_a_week_has_seven(tmp_path: Path) -> None:
    log = DailyLog(tmp_path, "web")
    for number in range(30):
        log.write(b"a line\n", DAY + dt.timedelta(days=number))
    log.close()
    last = [DAY + dt.timedelta(days=number) for number in range(23, 30)]
    assert names(tmp_path) == [f"web-{day}.log" for day in last]


def test_after_a_pause_what_is_too_old_goes_with_the_first_line(tmp_path: Path) -> None:
    (tmp_path / f"web-{DAY}.log").write_text("old\n")
    (tmp_path / "other.log").write_text("of somebody else\n")
    log = DailyLog(tmp_path, "web")
    log.write(b"new\n", DAY + dt.timedelta(days=7))
    log.close()
    assert names(tmp_path) == ["other.log", "web-2027-03-08.log"]


@pytest.mark.parametrize(
    "line",
    [
        b"[2027-03-01 12:34:56 +0000] here",
        b"2027-03-01T12:34:56.123Z here",
        b"12:34:56,123 here",
        b"[2027-03-01T12:34:56+00:00] here",
        b"12:34 here",
    ],
)
def test_a_time_of_day_is_taken_out(tmp_path: Path, line: bytes) -> None:
    log = DailyLog(tmp_path, "web")
    log.write(line, DAY)
    log.close()
    kept = (tmp_path / f"web-{DAY}.log").read_bytes()
    assert b"12" not in kept.replace(b"2027", b"")
    assert b"here" in kept


def test_all_that_is_printed_is_kept_and_nothing_goes_on(tmp_path: Path) -> None:
    done = run(tmp_path, "import sys; print('told'); print('failed', file=sys.stderr); sys.exit(3)")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"web ended with status 3; what it said stands in {tmp_path}.\n"
    [file] = tmp_path.iterdir()
    assert sorted(file.read_text().split()) == ["failed", "told"]


def test_a_polite_signal_reaches_the_program(tmp_path: Path) -> None:
    program = (
        "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(7));"
        "print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(tmp_path), "web", sys.executable, "-c", program],
        stderr=subprocess.PIPE,
    )
    while not [file for file in tmp_path.iterdir() if file.read_text()]:
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _out, err = process.communicate(timeout=20)
    assert (process.returncode, b"status 7" in err) == (7, True)
