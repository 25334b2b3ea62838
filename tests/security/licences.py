"""Under what licence each package is that a visitor or an operator gets, and whether it may go along with ours.

The project is AGPL-3.0-or-later. What is permissive, LGPL or MPL goes along with it; anything else, and
anything of which nobody knows, is a fault. Tools that only test are named where they are under the GPL.
"""

from __future__ import annotations

import importlib.metadata
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.security.findings import ROOT, Finding, Order, fault, seen
from tests.security.locks import Package, python_packages, shipped_scripts

ALLOWED = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC"),
        *("LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MPL-2.0"),
        *("PSF-2.0", "Unlicense", "Zlib"),
    }
)
READ_BY_HAND = {
    # Their files say nothing that a program could read, or too much at once; somebody read the text.
    ("dkimpy", ""): "Zlib",
    ("fido2", ""): "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    ("pyrage", ""): "MIT",
    ("python-dateutil", ""): "Apache-2.0 OR BSD-3-Clause",
    ("qrcode", ""): "BSD-3-Clause",
    # Locked for other systems and other versions of Python, so nothing of them is installed here.
    ("async-timeout", "5.0.1"): "Apache-2.0",
    ("colorama", "0.4.6"): "BSD-3-Clause",
    ("deprecated", "3.0.1"): "MIT",
}
_SPELLINGS = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "New BSD": "BSD-3-Clause",
}
_LONGEST_NAME = 40


def findings(order: Order) -> Iterator[Finding]:
    """Judge every package that goes into production, and say which tools are under the GPL."""
    shipped = shipped_packages()
    yield seen(f"{len(shipped)} packages that are shipped: {_counted(shipped)}")
    yield from judge(shipped)
    names = {package.name for package in shipped}
    tools = python_packages(ROOT / "requirements/test.txt")
    strict = sorted(
        f"{tool} ({found})"
        for tool in tools
        if tool.name not in names and "GPL" in (found := licence_of(tool)) and "LGPL" not in found
    )
    yield seen(f"tools under the GPL, never shipped: {', '.join(strict) or 'none'}")


def shipped_packages() -> list[Package]:
    """Return what production installs and what browsers get, each with its licence; empty where unknown."""
    locked = python_packages(ROOT / "requirements/prod.txt")
    return [*(replace(one, licence=licence_of(one)) for one in locked), *shipped_scripts()]


def judge(packages: Iterable[Package]) -> Iterator[Finding]:
    """Name each package whose licence is unknown or does not go along with ours."""
    for package in packages:
        if not package.licence:
            yield fault(
                f"{package}: nobody knows its licence; read it, then add it to READ_BY_HAND"
            )
        elif not is_allowed(package.licence):
            yield fault(f"{package}: {package.licence} does not go along with the AGPL here")


def is_allowed(expression: str) -> bool:
    """Return whether an SPDX expression allows it: every part that is joined by AND, by one of its choices.

    Of a nested expression this allows no more than it says, and maybe less.
    """
    plain = expression.replace("(", "").replace(")", "")
    return all(
        any(choice.strip() in ALLOWED for choice in part.split(" OR "))
        for part in plain.split(" AND ")
    )


def licence_of(package: Package) -> str:
    """Return the licence of a Python package as an SPDX expression or a name; empty where it is unknown."""
    for version in ("", package.version):
        if read := READ_BY_HAND.get((package.name, version)):
            return read
    try:
        found = importlib.metadata.metadata(package.name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    if found["Version"] != package.version:
        return ""
    classifiers = [line for line in found.get_all("Classifier") or [] if line.startswith("License")]
    said = (
        _field(found, "License-Expression")
        or _short(_field(found, "License"))
        or " AND ".join(line.rpartition(" :: ")[2] for line in classifiers)
    )
    return _SPELLINGS.get(said, said)


def _field(found: importlib.metadata.PackageMetadata, name: str) -> str:
    said: str = (found.get_all(name) or [""])[0]
    return said


def _short(said: str) -> str:
    """Return what stands in the old field, unless it is the whole text of a licence or none."""
    line = said.strip()
    is_name = len(line) <= _LONGEST_NAME and re.fullmatch(r"[\w .+()-]+", line)
    return line if is_name and line.upper() != "UNKNOWN" else ""


def _counted(packages: Iterable[Package]) -> str:
    found = Counter(package.licence or "unknown" for package in packages)
    return ", ".join(f"{count} {name}" for name, count in found.most_common())
