"""What a document tells its reader to do: the commands in its fences, in order, and what should then be seen.

A fence says in its first line what it is for:
`sh` is run to its end; `sh terminal` goes on running, as in a terminal of its own; `sh packages` installs what the
computer's own distribution has; `sh manual` needs people, or another machine, and is for reading. `text` is what the
commands before it print, each line somewhere in it, with `…` for anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Purpose(StrEnum):
    """What a fence is for: its first line, without the backticks."""

    RUN = "sh"
    TERMINAL = "sh terminal"
    PACKAGES = "sh packages"
    MANUAL = "sh manual"
    SEEN = "text"


COMMANDS = (Purpose.RUN, Purpose.TERMINAL, Purpose.PACKAGES, Purpose.MANUAL)
FOLLOWED = (Purpose.RUN, Purpose.TERMINAL)
_HEADING = re.compile(r"(#{1,6}) +(.+?) *#*$")
_FENCE = re.compile(r"( *)(`{3,}) *([^`]*)$")


class UnknownFence(ValueError):
    """A fence whose first line says nothing that is known; the text names line and words."""


@dataclass(slots=True)
class Block:
    """Commands of one fence, the chapter they stand in, their line, and what should then be seen."""

    purpose: Purpose
    chapter: str
    line: int
    commands: str
    seen: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """Return the commands of a Markdown document in their order; raises UnknownFence."""
    found: list[Block] = []
    chapter = ""
    lines = enumerate(text.splitlines(), start=1)
    for number, line in lines:
        if heading := _HEADING.match(line):
            chapter = heading[2]
        if not (fence := _FENCE.match(line)):
            continue
        body = []
        for _number, inner in lines:
            if inner.strip() == fence[2]:
                break
            body.append(inner.removeprefix(fence[1]))
        purpose = _purpose(fence[3].strip(), number)
        if purpose in COMMANDS:
            found.append(Block(purpose, chapter, number, "\n".join(body)))
        elif found and found[-1].chapter == chapter:
            found[-1].seen += [one.strip() for one in body if one.strip()]
    return found


def is_seen(line: str, words: str) -> bool:
    """Return whether a line of what should be seen stands in what was printed."""
    return re.search(".*".join(map(re.escape, line.split("…"))), words) is not None


def of_chapters(found: list[Block], *chapters: str) -> list[Block]:
    """Return the blocks below some headings, in the document's order; KeyError for one without commands."""
    if missing := set(chapters) - {block.chapter for block in found}:
        raise KeyError(f"No commands below: {', '.join(sorted(missing))}")
    return [block for block in found if block.chapter in chapters]


def _purpose(words: str, line: int) -> Purpose:
    # A fence without words is how the README shows a single command.
    try:
        return Purpose(words or Purpose.RUN)
    except ValueError as error:
        raise UnknownFence(f"Line {line}: “{words}” is none of {', '.join(Purpose)}.") from error
