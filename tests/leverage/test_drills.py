"""`make drill --fast` runs, and calls nothing met that was not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.drill.findings import Finding, Verdict, table
from tests.drill.traffic import percentile

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def lines() -> dict[str, dict[str, Any]]:
    """Return what the fast drills print before their table, by drill."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.drill", "--fast"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    printed, _blank, drawn = done.stdout.partition("\n\n")
    assert drawn.startswith("| drill")
    return {line["drill"]: line for line in map(json.loads, printed.splitlines())}


@pytest.mark.processes
def test_what_is_killed_comes_back_and_nothing_acknowledged_is_lost(
    lines: dict[str, dict[str, Any]],
) -> None:
    killed = lines["kill -9"]
    assert killed["acknowledged"] > 0
    assert killed["lost"] == 0
    names = {"one of web's processes", "worker", "PostgreSQL", "supervisor"}
    assert set(killed["recovery_s"]) == names


@pytest.mark.processes
def test_one_conversation_sent_fifty_times_at_once_is_one_row(
    lines: dict[str, dict[str, Any]],
) -> None:
    sent = lines["duplicate posts"]
    assert (sent["statuses"], sent["rows"]) == ({"201": 1, "200": 49}, 1)


@pytest.mark.processes
def test_due_work_is_done_though_the_memory_was_wiped(lines: dict[str, dict[str, Any]]) -> None:
    assert lines["memory wiped"]["recovery_s"]["due work, memory wiped"][0] <= 60


def test_a_recovery_that_takes_too_long_is_a_miss() -> None:
    slow, quick = Finding("slow"), Finding("quick")
    slow.recovered("web", 10.1, 10.0)
    quick.recovered("web", 10.0, 10.0)
    assert (slow.verdict, quick.verdict) == (Verdict.MISSED, Verdict.MET)
    assert "web took 10.1 s, allowed are 10 s" in table([slow, quick])


def test_what_could_not_be_run_is_not_met() -> None:
    assert Finding("clock", not_run="There is no such library.").verdict is Verdict.NOT_RUN


def test_the_slowest_twentieth_is_measured_and_not_made_up() -> None:
    assert percentile([n / 1000 for n in range(100)], 95) == 95.0
    assert percentile([], 95) == 0.0
