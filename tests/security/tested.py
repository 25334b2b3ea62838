"""The parts that are tests: run by pytest in a process of their own, at full length, and counted."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.security.findings import ROOT, Finding, Order, fault, seen, undone

FORM_CASES = {"FORM_CASES": "2000"}
EVERY_DOOR = {"DENIAL": "all"}
# Of all operations together; there are eleven.
API_CASES = {"API_CASES": "22000"}
_FORMS = "tests/security/test_form_cases.py"
_API = "tests/leverage/test_api_cases.py"
_CONTRACT = ("tests/leverage/test_headers.py", "tests/leverage/test_errors.py")


def contract(order: Order) -> Iterator[Finding]:
    """Run every test of refusals, rights, limits, headers and forged requests."""
    folder = ROOT / "tests/security"
    files = sorted(str(file.relative_to(ROOT)) for file in folder.glob("test_*.py"))
    yield from run(
        [name for name in (*_CONTRACT, *files) if name != _FORMS],
        {**EVERY_DOOR, **order.environment},
    )


def forms(order: Order) -> Iterator[Finding]:
    """Send made forms to every page that takes one."""
    yield from run([_FORMS], {**FORM_CASES, **order.environment})


def api(order: Order) -> Iterator[Finding]:
    """Send made requests to every operation of the API."""
    yield from run([_API], {**API_CASES, **order.environment})


def run(files: list[str], environment: Mapping[str, str]) -> Iterator[Finding]:
    """Run files of tests; a missing file and a test that was skipped are not done."""
    there = [name for name in files if (ROOT / name).exists()]
    for name in sorted(set(files) - set(there)):
        yield undone(f"{name} does not exist")
    if not there:
        return
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "2"),
                *("--tb=short", f"--junitxml={report}", *there),
            ],
            cwd=ROOT,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if not report.exists():
            yield undone(f"pytest broke off: {(done.stdout + done.stderr)[-2000:]}")
            return
        yield from judge(report.read_text(encoding="utf-8"))
    if done.returncode not in {0, 1}:
        yield undone(f"pytest ended with {done.returncode}")


def judge(report: str) -> Iterator[Finding]:
    """Read a report of pytest in the form of JUnit."""
    cases = ElementTree.fromstring(report).findall(".//testcase")  # noqa: S314 - we wrote it ourselves
    modules = {case.get("classname", "") for case in cases}
    yield seen(f"{len(cases)} tests in {len(modules)} files") if cases else undone("no test ran")
    for case in cases:
        name = f"{case.get('classname')}::{case.get('name')}"
        for trouble in (*case.findall("failure"), *case.findall("error")):
            words = (trouble.get("message") or "no words").splitlines()
            yield fault(f"{name}: {words[0][:300]}")
        if case.find("skipped") is not None:
            yield undone(f"{name} was left out")
