"""The levels of an ask: what counts as a first, a solid and an exemplary step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

from asks.services.catalogue_shapes import Entry, Key, Log, MappingOf, Shape, Text
from asks.services.yaml_nodes import line_of

GRADES: Final = ("first", "solid", "exemplary")
"""From the least to the most; the files and the pages keep this order."""

LEVEL_LENGTH: Final = 220
_MORE_TO_COME: Final = re.compile(r"[.?]\s")


@dataclass(frozen=True)
class Sentence(Shape):
    """One whole sentence of bounded length."""

    most: int

    def read(self, node: yaml.Node, name: str, log: Log) -> str | None:
        """Return the sentence; None and a problem in `log` if it is not exactly one."""
        text: str | None = Text(self.most).read(node, name, log)
        if text is None:
            return None
        if _MORE_TO_COME.search(text):
            log.add(line_of(node), f'"{name}" must be one sentence; join or shorten what it says')
            return None
        if not text.endswith("."):
            log.add(line_of(node), f'"{name}" must end with a full stop; add it')
            return None
        return text


@dataclass(frozen=True)
class Levels(Shape):
    """Exactly one sentence for each grade, from the least to the most."""

    def read(self, node: yaml.Node, name: str, log: Log) -> list[dict[str, str]] | None:
        """Return the levels as they are stored; None and problems in `log` if one is wrong."""
        entry: Entry | None = _SENTENCES.read(node, name, log)
        if entry is None:
            return None
        _check_order(entry)
        if not set(GRADES) <= entry.keys():
            return None
        return [{"grade": grade, "text": entry[grade]} for grade in GRADES]


def _check_order(entry: Entry) -> None:
    """Report the first grade that does not stand where it belongs."""
    for written, right in zip(entry.lines, sorted(entry.lines, key=GRADES.index), strict=True):
        if written != right:
            order = ", ".join(GRADES)
            entry.complain(written, f'"{written}" stands too early; the order is {order}')
            return


_SENTENCES: Final = MappingOf({grade: Key(Sentence(LEVEL_LENGTH)) for grade in GRADES})
