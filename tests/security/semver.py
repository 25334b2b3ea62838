"""The order of versions in the world of npm (Semantic Versioning 2.0.0, section 11)."""

from __future__ import annotations

import re
from functools import total_ordering

_FORM = re.compile(
    r"^[v=]?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$"
)


@total_ordering
class SemanticVersion:
    """One version; raises ValueError for what is none."""

    def __init__(self, text: str) -> None:
        match = _FORM.match(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no version of npm")
        self.numbers = tuple(int(part or 0) for part in match.groups()[:3])
        self.before = match[4].split(".") if match[4] else []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SemanticVersion) and self._key() == other._key()

    def __lt__(self, other: SemanticVersion) -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]:
        # A release comes after all that came before it; numbers come before words.
        parts = tuple(
            (not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in self.before
        )
        return self.numbers, not self.before, parts
