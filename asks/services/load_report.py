"""What a load did, and how it tells whether a shipped fact changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Notes for curators live in the files only; changing one changes nothing that is stored.
NOT_STORED = frozenset({"curator_note"})


@dataclass
class LoadReport:
    """Names of what was loaded, such as "ask incident-reporting" or "position openai / ..."."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    """Changed in the files, but a curator wrote what is stored: left as it is."""
    missing: list[str] = field(default_factory=list)
    """Loaded once, but in no file now: kept."""
    retired: list[str] = field(default_factory=list)
    """In the files, but curators retired the ask or merged it: left as they decided."""


def digest(entry: Mapping[str, Any], *, without: Iterable[str] = ()) -> str:
    """Return the SHA-256 of a shipped entry, which changes exactly when a stored fact does."""
    leave_out = NOT_STORED.union(without)
    facts = {key: value for key, value in entry.items() if key not in leave_out}
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
