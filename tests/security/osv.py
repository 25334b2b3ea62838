"""Advisories in the OSV form, matched against locks without a network.

Databases in this form can be downloaded whole from osv.dev (`PyPI/all.zip`, `npm/all.zip`) on another computer.
An empty, old or partial one would call everything sound. So it is refused unless its newest record is fresh and it
knows what everybody knows: versions whose weaknesses were published years ago.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from tests.security.locks import Package
from tests.security.semver import SemanticVersion

OLDEST = dt.timedelta(days=7)
KNOWN_TO_BE_WEAK = {
    "PyPI": (Package("PyPI", "django", "1.11"), Package("PyPI", "jinja2", "2.10")),
    "npm": (Package("npm", "lodash", "4.17.4"), Package("npm", "minimist", "0.0.8")),
}

_READERS: Mapping[str, Callable[[str], Any]] = {"PyPI": Version, "npm": SemanticVersion}
_RANGES = {"ECOSYSTEM", "SEMVER"}

Record = Mapping[str, Any]


class Unusable(Exception):
    """The database cannot be trusted to find anything; the text says why."""


@dataclass(frozen=True, slots=True)
class Match:
    """An advisory that is about a locked version."""

    package: Package
    names: tuple[str, ...]
    summary: str

    def __str__(self) -> str:
        return f"{self.package}: {self.names[0]} {self.summary}".rstrip()


@dataclass(slots=True)
class Database:
    """What is known of the packages of one ecosystem or more."""

    records: dict[tuple[str, str], list[Record]] = field(default_factory=lambda: defaultdict(list))
    newest: dict[str, dt.datetime] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, record: Record) -> None:
        """Take in one record, unless it was withdrawn."""
        changed = dt.datetime.fromisoformat(record["modified"])
        # What a record says of several versions of one package stands in several entries.
        affected = {
            (entry["package"]["ecosystem"].partition(":")[0], plain_name(**entry["package"]))
            for entry in record.get("affected", [])
            if "package" in entry
        }
        for ecosystem in {ecosystem for ecosystem, _name in affected}:
            self.newest[ecosystem] = max(changed, self.newest.get(ecosystem, changed))
            self.counts[ecosystem] += 1
        if not record.get("withdrawn"):
            for key in affected:
                self.records[key].append(record)

    def matches(self, packages: Iterable[Package]) -> Iterator[Match]:
        """Find every advisory about one of these versions."""
        for package in packages:
            for record in self.records.get(_key(package), []):
                if any(_is_affected(package, entry) for entry in _about(package, record)):
                    names = (record["id"], *record.get("aliases", []))
                    yield Match(package, names, record.get("summary", ""))

    def check(self, ecosystem: str, now: dt.datetime) -> None:
        """Raise Unusable unless it is fresh and knows what everybody knows of this ecosystem."""
        newest = self.newest.get(ecosystem)
        if newest is None:
            raise Unusable(f"it holds nothing about {ecosystem}")
        if now - newest > OLDEST:
            raise Unusable(f"its newest advisory about {ecosystem} is of {newest:%Y-%m-%d}")
        for package in KNOWN_TO_BE_WEAK[ecosystem]:
            if not any(self.matches([package])):
                raise Unusable(f"it does not know that {package} is weak, so it is not whole")


def read(place: Path) -> Database:
    """Read a file or a folder of records (`.json`) and exports (`.zip`). Raises Unusable for what is neither."""
    database = Database()
    try:
        for text in _texts(place):
            database.add(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise Unusable(f"{place} cannot be read as advisories: {error!r}") from error
    return database


def plain_name(ecosystem: str, name: str, **_rest: str) -> str:
    """Return the name of a package as it is compared: PyPI takes many spellings for one."""
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem.startswith("PyPI") else name


def _texts(place: Path) -> Iterator[bytes]:
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    for file in files:
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as export:
                for name in export.namelist():
                    if name.endswith(".json"):
                        yield export.read(name)
        elif file.suffix == ".json":
            yield file.read_bytes()


def _key(package: Package) -> tuple[str, str]:
    return package.ecosystem, plain_name(package.ecosystem, package.name)


def _about(package: Package, record: Record) -> Iterator[Record]:
    for entry in record["affected"]:
        named = entry.get("package", {"ecosystem": "", "name": ""})
        if (named["ecosystem"].partition(":")[0], plain_name(**named)) == _key(package):
            yield entry


def _is_affected(package: Package, entry: Record) -> bool:
    """Return whether an entry is about this version; one that nobody can compare counts as being about it."""
    versions = entry.get("versions", [])
    if package.version in versions:
        return True
    ranges = [one for one in entry.get("ranges", []) if one["type"] in _RANGES]
    if not ranges:
        return not versions
    return any(is_within(package, one["events"]) for one in ranges)


def is_within(package: Package, events: Sequence[Mapping[str, str]]) -> bool:
    """Return whether a version lies in a range, as its events cut it: walked in order, the last one decides.

    A version that cannot be read counts as lying in it.
    """
    reader = _READERS[package.ecosystem]
    try:
        version = reader(package.version)
        steps = [step for event in events for step in _steps(event, reader)]
    except (InvalidVersion, ValueError):
        return True
    inside = False
    for bound, opens, included in sorted(
        steps, key=lambda step: (step[0] is not None, step[0] or version)
    ):
        if bound is None or bound < version or (bound == version and included):
            inside = opens
    return inside


def _steps(
    event: Mapping[str, str], reader: Callable[[str], Any]
) -> Iterator[tuple[Any, bool, bool]]:
    """Yield where something begins or ends, whether it begins there, and whether that very version is past it."""
    for kind, text in event.items():
        if kind == "introduced":
            yield (None if text == "0" else reader(text)), True, True
        elif kind == "fixed":
            yield reader(text), False, True
        elif kind == "last_affected":
            yield reader(text), False, False
