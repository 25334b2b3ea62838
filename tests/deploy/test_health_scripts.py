"""The small script by which a container engine asks whether a process does its work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leverage.deploy.health import is_beat_alive, is_web_alive, main
from tests.deploy.compose import ROOT
from tests.deploy.echo import echoing


def test_a_web_process_that_answers_is_alive_and_is_asked_by_a_name_of_the_site() -> None:
    with echoing() as echo:
        assert is_web_alive(echo.port, "leverage.example")
        [arrival] = echo.arrivals
        assert (arrival.path, arrival.headers["Host"]) == ("/healthz", "leverage.example")
        echo.status = 503
        assert not is_web_alive(echo.port, "leverage.example")
        gone = echo.port
    assert not is_web_alive(gone, "leverage.example")


def test_a_clock_that_wrote_lately_is_alive(tmp_path: Path) -> None:
    schedule = tmp_path / "beat-schedule"
    assert not is_beat_alive(schedule, 1000.0)
    file = schedule.with_name("beat-schedule.db")
    file.touch()
    os.utime(file, (0, 1000))
    assert is_beat_alive(schedule, 1599.0)
    assert not is_beat_alive(schedule, 1601.0)


def test_a_word_it_does_not_know_is_no_health(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["worker"]) == 2
    assert "health.py web PORT" in capsys.readouterr().err


def test_it_starts_without_the_project() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(ROOT / "leverage/deploy/health.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "django" not in done.stderr
