"""What the lock files say: every package with its version and its hashes, and which of them people get."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.security.findings import ROOT

PYTHON_LOCKS = tuple(
    ROOT / "requirements" / f"{name}.txt" for name in ("prod", "test", "bootstrap")
)
NPM_LOCKS = tuple(sorted((ROOT / "package-lock.json", *ROOT.glob("tests/*/package-lock.json"))))
VENDOR_LIST = ROOT / "static/js/vendor/LICENSES.txt"
"""Names each package that is built into what browsers get, and no other; the tests of the client hold it to that."""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VENDORED = re.compile(r"^((?:@[a-z0-9-]+/)?[a-z0-9-]+) (\d\S*) \(([^)]+)\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One version of one package; `ecosystem` is PyPI or npm, as advisories name them."""

    ecosystem: str
    name: str
    version: str
    hashes: tuple[tuple[str, str], ...] = ()
    licence: str = ""
    """As the lock itself says it; locks of Python say nothing."""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def python_packages(lock: Path) -> list[Package]:
    """Return what a lock of Python packages pins."""
    return sorted(set(_python_blocks(lock.read_text(encoding="utf-8"))))


def npm_packages(lock: Path) -> list[Package]:
    """Return what a lock of npm packages pins, each version once."""
    found = {}
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    for place, entry in packages.items():
        if place:
            package = _npm_package(place, entry)
            found[package.name, package.version] = package
    return sorted(found.values())


def shipped_scripts() -> list[Package]:
    """Return the npm packages that browsers get, with hashes from the lock that builds them.

    Raises KeyError for a package that is listed and not locked.
    """
    locked = {(one.name, one.version): one for one in npm_packages(ROOT / "package-lock.json")}
    listed = _VENDORED.findall(VENDOR_LIST.read_text(encoding="utf-8"))
    return sorted(
        Package("npm", name, version, locked[name, version].hashes, licence)
        for name, version, licence in listed
    )


def _python_blocks(text: str) -> Iterator[Package]:
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE):
        if pin := _PIN.match(block):
            hashes = tuple(("SHA-256", found) for found in _HASH.findall(block))
            yield Package("PyPI", pin[1], pin[2], hashes)


def _npm_package(place: str, entry: dict[str, str]) -> Package:
    name = place.rpartition("node_modules/")[2]
    hashes: tuple[tuple[str, str], ...] = ()
    if integrity := entry.get("integrity"):
        kind, _dash, digest = integrity.partition("-")
        hashes = ((kind.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex()),)
    return Package("npm", name, entry["version"], hashes, entry.get("license", ""))
