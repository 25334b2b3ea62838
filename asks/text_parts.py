"""The parts of an ask's text by name, and its graded steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

GRADES = MappingProxyType(
    {
        "first": _("A first step"),
        "solid": _("A solid step"),
        "exemplary": _("An exemplary step"),
    }
)
# In the order of the page; together all that a version of a text consists of, but for the sentences that
# drafts are made of: those are shown to people who hold an offer, where drafts are made.
PARTS = MappingProxyType(
    {
        "title": _("Title"),
        "short_name": _("Short name"),
        "summary": _("Summary"),
        "why": _("Why it matters"),
        "done_when": _("Done when"),
        "levels": _("Steps"),
        "effort_reason": _("Effort"),
        "how_to_say": _("One way to say it"),
        "counter": _("The best case against"),
        "reply": _("A fair reply"),
        "legal_floor": _("Already required"),
        "alternate_phrasings": _("Other words for it"),
    }
)


@dataclass(frozen=True)
class Step:
    """One grade of doing what is asked."""

    name: str
    text: str


def steps(levels: list[Any]) -> tuple[Step, ...]:
    """Return the graded steps of a text; each level is a mapping of grade and text, or a bare text."""
    if levels and not isinstance(levels[0], Mapping):
        levels = [
            {"grade": grade, "text": text} for grade, text in zip(GRADES, levels, strict=False)
        ]
    return tuple(Step(str(GRADES[level["grade"]]), level["text"]) for level in levels)


def part_as_lines(name: str, value: Any) -> list[str]:
    """Return one part of a text as lines to read or to compare."""
    if name == "levels":
        return [f"{step.name}: {step.text}" for step in steps(value)]
    return list(value) if isinstance(value, list) else [value] if value else []
