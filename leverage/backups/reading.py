"""Checking a backup without bringing it back: that a key opens it, that it is whole, and what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leverage.backups.archive import Head, Reader
from leverage.backups.sealed import opened


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup that is whole: what it is, and how many rows each of its tables has."""

    head: Head
    rows: dict[str, int]


def verify(path: Path, identities: Sequence[Any]) -> Verified:
    """Read a backup to its end and compare it with its manifest; writes nothing. Raises BackupRefused."""
    with opened(path, identities) as plain:
        reader = Reader(plain)
        for _part in reader.parts():
            pass
    return Verified(
        reader.head, {name: content["rows"] for name, content in reader.contents.items()}
    )


def differences(needed: Mapping[str, list[str]], here: Mapping[str, list[str]]) -> list[str]:
    """Return, in sentences, how the tables that a backup needs differ from those that are here."""
    wanted = {f"{app}.{name}" for app, names in needed.items() for name in names}
    applied = {f"{app}.{name}" for app, names in here.items() for name in names}
    found = []
    if missing := sorted(wanted - applied):
        found.append(
            f"The backup knows migrations that were not applied here: {', '.join(missing)}."
        )
    if more := sorted(applied - wanted):
        found.append(f"Applied here, and unknown to the backup: {', '.join(more)}.")
    return found
