"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_WORD = re.compile(r"\s*\S+|\s+$")


class Change(Enum):
    """What happened to some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Some words that share their fate."""

    change: Change
    text: str


def diff_words(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces in reading order, what was removed before what came in its place.

    The pieces that were not added make up `before`, those that were not removed `after`.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Change.SAME, "".join(old[start:end])))
        else:
            pieces += _changed("".join(old[start:end]), "".join(new[new_start:new_end]))
    return tuple(pieces)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(Change.REMOVED, removed)
    if added:
        yield Piece(Change.ADDED, added)
