"""Lighthouse on the pages that people come for, on a made-up slow phone: the median of three runs each."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.urls import reverse

from tests.browser.pages import PAGES
from tests.quality.stage import NotReady, Stage
from tests.quality.tools import program

RUNS = 3
TRIES = 3
NAMES = ("home", "ask_list", "ask_detail", "lab_detail", "log", "tallies")
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
_SLOWEST = 180
# What the score of speed is made of, in the order of the table.
_METRICS = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")

_NOT_JUDGED = {"notApplicable", "manual"}

Report = Mapping[str, Any]


def faults(stage: Stage) -> Iterator[str]:
    """Name each page below a goal, with the audits to blame."""
    _warm(stage)
    for name in NAMES:
        path = reverse(name, kwargs=PAGES[name])
        reports = [_run(stage, name, path, number) for number in range(RUNS)]
        found = scores(reports)
        sys.stdout.write(f"{path}\n    {_line(found, reports)}\n")
        for remark in sorted(remarks(reports)):
            sys.stdout.write(f"    remark: {remark}\n")
        sys.stdout.flush()
        for category, goal in GOALS.items():
            if found[category] < goal:
                blamed = ", ".join(sorted(blame(reports, category))) or "no audit by name"
                yield f"{path}: {category} {found[category]:g}, at least {goal}: {blamed}"


def scores(reports: Sequence[Report]) -> dict[str, float]:
    """Return the median of each category, from 0 to 100."""
    return {
        name: statistics.median(
            round((report["categories"][name]["score"] or 0) * 100) for report in reports
        )
        for name in GOALS
    }


def blame(reports: Sequence[Report], category: str) -> set[str]:
    """Return the names of the audits that cost points in a category."""
    return {
        entry["id"]
        for report in reports
        for entry in report["categories"][category]["auditRefs"]
        if entry["weight"]
        and (report["audits"][entry["id"]]["score"] or 0) < 1
        and report["audits"][entry["id"]]["scoreDisplayMode"] not in _NOT_JUDGED
    }


def remarks(reports: Sequence[Report]) -> set[str]:
    """Return what Lighthouse would improve, whether it costs points or not."""
    found = set()
    for report in reports:
        for name, audit in report["audits"].items():
            score, mode = audit["score"], audit["scoreDisplayMode"]
            if score is not None and score < 1 and mode not in _NOT_JUDGED:
                found.add(f"{name}: {audit['title']}")
    return found


def _line(found: Mapping[str, float], reports: Sequence[Report]) -> str:
    said = [f"{name} {score:g}" for name, score in found.items()]
    middle = sorted(reports, key=lambda report: report["categories"]["performance"]["score"])
    audits = middle[len(middle) // 2]["audits"]
    said += [f"{name} {audits[name]['numericValue']:.0f} ms" for name in _METRICS]
    # As Lighthouse measures it; busy or slow computers have a few hundred, and then speed means little.
    said.append(f"this computer {statistics.median(map(_power, reports)):.0f}")
    said.append(f"shift {audits['cumulative-layout-shift']['numericValue']:.3f}")
    return ", ".join(said)


def _power(report: Report) -> float:
    return float(report["environment"]["benchmarkIndex"])


def _run(stage: Stage, name: str, path: str, number: int) -> Report:
    """Run it once; where its own recording failed, which happens now and then, a few times."""
    for _try in range(TRIES - 1):
        with suppress(NotReady):
            return _run_once(stage, name, path, number)
    return _run_once(stage, name, path, number)


def _run_once(stage: Stage, name: str, path: str, number: int) -> Report:
    file = stage.folder / f"lighthouse-{name}-{number}.json"
    flags = " ".join(["--headless=new", *stage.arguments])
    command = [
        *(program("lighthouse"), stage.front.origin + path, "--quiet", "--output", "json"),
        *("--output-path", str(file), f"--chrome-flags={flags}", "--no-enable-error-reporting"),
        *("--only-categories", ",".join(GOALS)),
    ]
    environment = os.environ | {"CHROME_PATH": stage.chromium}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=stage.folder,
        env=environment,
        timeout=_SLOWEST,
    )
    report: Report = json.loads(file.read_text()) if file.exists() else {}
    if done.returncode or report.get("runtimeError"):
        raise NotReady(f"Lighthouse did not run on {path}. {done.stderr[-2000:]}")
    return report


def _warm(stage: Stage) -> None:
    """Visit each page once: the first visitor after a start is not the usual one."""
    with stage.browser() as browser, browser.new_context() as context:
        page = context.new_page()
        for name in NAMES:
            page.goto(stage.front.origin + reverse(name, kwargs=PAGES[name]))
