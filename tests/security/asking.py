"""Asking the registries for known weaknesses, through pip-audit and `npm audit`.

Some mirrors of a registry answer, and know no weakness of anything. So each is first asked about versions that are
known to be weak; one that calls those sound is not believed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.security.locks import Package
from tests.security.osv import KNOWN_TO_BE_WEAK, Match

_SLOWEST = 300


class NotAnswered(Exception):
    """A registry gave no advisories; the text says what it said instead."""


def ask_pip(_lock: Path, packages: Sequence[Package]) -> tuple[int, list[Match]]:
    """Return how many packages of a lock were audited, and what was found. Raises NotAnswered."""
    _try_pip()
    audited, matches = 0, []
    for part in _one_version_each(packages):
        count, found = read_pip(_pip_audit(part))
        audited += count
        matches += found
    return audited, matches


def ask_npm(lock: Path, packages: Sequence[Package]) -> tuple[int, list[Match]]:
    """Return how many packages of a lock were audited, and what was found. Raises NotAnswered."""
    _try_npm()
    return len(packages), read_npm(_npm_audit(lock.parent), packages)


def read_pip(report: dict[str, Any]) -> tuple[int, list[Match]]:
    """Read a report of pip-audit: what it skipped was not audited."""
    audited, matches = 0, []
    for entry in report["dependencies"]:
        if "skip_reason" in entry:
            continue
        audited += 1
        package = Package("PyPI", entry["name"], entry["version"])
        for found in entry["vulns"]:
            names = (found["id"], *found.get("aliases", []))
            matches.append(Match(package, names, found.get("description", "")[:120]))
    return audited, matches


def read_npm(report: dict[str, Any], packages: Sequence[Package]) -> list[Match]:
    """Read a report of `npm audit`. Raises NotAnswered for one that holds an error instead."""
    if "auditReportVersion" not in report:
        raise NotAnswered(str(report.get("message") or report.get("error") or report)[:200])
    versions = {package.name: package for package in packages}
    matches = []
    for name, entry in report["vulnerabilities"].items():
        for cause in entry["via"]:
            # A name alone says that the weakness is that of another package, which is listed itself.
            if isinstance(cause, dict):
                number = cause["url"].rpartition("/")[2]
                package = versions.get(name, Package("npm", name, "?"))
                matches.append(Match(package, (number,), cause.get("title", "")))
    return matches


@cache
def _try_pip() -> None:
    weak = KNOWN_TO_BE_WEAK["PyPI"]
    _believe(weak, read_pip(_pip_audit(weak))[1])


@cache
def _try_npm() -> None:
    with tempfile.TemporaryDirectory() as folder:
        weak = KNOWN_TO_BE_WEAK["npm"]
        wanted = {one.name: one.version for one in weak}
        root = {"name": "weak", "version": "1.0.0", "dependencies": wanted}
        places = {f"node_modules/{one.name}": {"version": one.version} for one in weak}
        lock = {**root, "lockfileVersion": 3, "requires": True, "packages": {"": root, **places}}
        (Path(folder) / "package.json").write_text(json.dumps(root))
        (Path(folder) / "package-lock.json").write_text(json.dumps(lock))
        _believe(weak, read_npm(_npm_audit(Path(folder)), weak))


def _believe(weak: Sequence[Package], matches: Sequence[Match]) -> None:
    named = {match.package.name.lower() for match in matches}
    for package in weak:
        if package.name not in named:
            raise NotAnswered(f"the registry does not know that {package} is weak")


def _pip_audit(packages: Sequence[Package]) -> dict[str, Any]:
    """Ask about versions of Python packages, each name once.

    Without the markers of a lock: pip-audit passes over, without a word, what only another system would install.
    """
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps"]
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder) / "requirements.txt"
        lock.write_text("".join(f"{one.name}=={one.version}\n" for one in packages))
        options = ("--requirement", str(lock), "--format", "json", "--progress-spinner", "off")
        return _json([*command, *options], lock.parent)


def _one_version_each(packages: Sequence[Package]) -> list[list[Package]]:
    """Part a lock so that no part holds two versions of one package, which pip-audit refuses."""
    parts: list[list[Package]] = []
    for package in packages:
        fitting = (part for part in parts if all(one.name != package.name for one in part))
        part = next(fitting, None)
        if part is None:
            parts.append(part := [])
        part.append(package)
    return parts


def _npm_audit(folder: Path) -> dict[str, Any]:
    npm = shutil.which("npm")
    if npm is None:
        raise NotAnswered("no npm on this computer")
    return _json([npm, "audit", "--json", "--package-lock-only"], folder)


def _json(command: Sequence[str], folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, timeout=_SLOWEST
    )
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        last = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise NotAnswered(f"{Path(command[0]).name} said: {last[:200]}") from error
    return report
