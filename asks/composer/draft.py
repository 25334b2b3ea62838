"""Filling a frame: from choices to the lines of a draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asks.composer.frames import FRAMES, LEADS
from asks.composer.lines import CUE, ITEM, SIGN, Line
from asks.composer.parts import DraftAsk, DraftKind, Length, Part, Register

BLANKS: Final = {
    "name": "[name]",
    "you": "[your name]",
    "employer": "[the employer]",
}
"""What the person fills in; in brackets, so that nobody sends it by mistake."""

_COUNTS: Final = ("", "one", "two", "three")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_BLANK: Final = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True)
class Block:
    """One paragraph, numbered item or stage direction."""

    role: str
    text: str

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The text cut at its blanks: pairs of words and whether they are one."""
        cut = _BLANK.split(self.text)
        return [(piece, place % 2 == 1) for place, piece in enumerate(cut) if piece]


@dataclass(frozen=True)
class Draft:
    """A text to finish by hand."""

    subject: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The draft as plain text: paragraphs apart, items numbered, stage directions in parentheses."""
        lines: list[str] = []
        number = 0
        single = sum(block.role == ITEM for block in self.blocks) == 1
        for place, block in enumerate(self.blocks):
            words = block.text
            if block.role == ITEM and not single:
                number += 1
                words = f"{number}. {words}"
            elif block.role == CUE:
                words = f"({words})"
            signed = place > 0 and block.role == SIGN == self.blocks[place - 1].role
            lines += [words] if signed or not lines else ["", words]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Choices:
    """Everything that a person chose. Nothing in it was typed."""

    kind: DraftKind
    register: Register
    length: Length
    lab: str
    """The name of the lab as the draft says it."""
    asks: tuple[DraftAsk, ...]
    careful: bool = False
    """Whether a note says that the chosen employer is more careful."""


def compose(choices: Choices) -> Draft:
    """Return the draft for one to three asks. Raises ValueError without any."""
    if not choices.asks:
        raise ValueError("A draft needs an ask.")
    frame = FRAMES[choices.kind][choices.register]
    common = _common_slots(choices)
    blocks = [_filled(line, common, choices, 0) for line in frame["before"]]
    for place, slots in enumerate(_slots_of_asks(choices)):
        blocks += [_filled(line, common | slots, choices, place) for line in frame["each"]]
    blocks += [_filled(line, common, choices, 0) for line in frame["after"]]
    subject = frame["subject"][_count_key(choices)]
    return Draft(subject, tuple(block for block in blocks if block is not None))


def joined(words: Sequence[str]) -> str:
    """Return words with commas and an "and" before the last."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Return `text` with its slots filled and without the gaps that empty ones leave."""
    filled = _SLOT.sub(lambda found: slots[found[1]], text)
    return re.sub(r" {2,}", " ", filled).strip()


def _count_key(choices: Choices) -> str:
    return "one" if len(choices.asks) == 1 else "more"


def _common_slots(choices: Choices) -> dict[str, str]:
    count = _COUNTS[len(choices.asks)]
    again = [ask.words.get(Part.AGAIN, "") for ask in choices.asks]
    return {
        **BLANKS,
        "lab": choices.lab,
        "own": "",
        "count": count,
        "Count": count.capitalize(),
        "again": joined(again),
    }


def _slots_of_asks(choices: Choices) -> list[dict[str, str]]:
    """Return the slots of each ask. What is known of the lab is said in other words each time."""
    seen: Counter[str] = Counter()
    slots = []
    for ask in choices.asks:
        # What is in place has no lead: it is praised and not asked for.
        leads = LEADS.get(ask.lead)
        slots.append(
            {part.value: ask.words.get(part, "") for part in Part}
            | {
                "request": ask.words.get(choices.register, ""),
                "lead": leads[seen[ask.lead]] if leads else "",
                "credit": ask.credit,
                "source": ask.source,
            }
        )
        seen[ask.lead] += 1
    return slots


def _filled(line: Line, slots: Mapping[str, str], choices: Choices, place: int) -> Block | None:
    if line.get("length", choices.length) != choices.length:
        return None
    if line.get("count", _count_key(choices)) != _count_key(choices):
        return None
    if line.get("careful") and not choices.careful:
        return None
    text = line["text"] if isinstance(line["text"], str) else line["text"][place]
    filled = fill(text, slots)
    return Block(line["role"], filled) if filled else None
