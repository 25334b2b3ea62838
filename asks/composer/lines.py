"""The lines that frames are made of: plain data, because two readers fill them.

`draft.compose` is one; the script of the page, which does so on the person's own device, is the other. `role` says
what a line is, `text` holds it (a list where it depends on the place of the ask), `length` and `count` say when it
stands, and braces are slots. A line of which nothing is left is left out.
"""

from __future__ import annotations

from typing import Any, Final

Line = dict[str, Any]
Frame = dict[str, Any]

GREETING: Final = "greeting"
SAY: Final = "say"
ITEM: Final = "item"
CUE: Final = "cue"
SIGN: Final = "sign"


def line(role: str, text: str | list[str], *, length: str = "", count: str = "") -> Line:
    """Return a line that stands in drafts of this length and this count of asks; empty means any."""
    found: Line = {"role": role, "text": text}
    if length:
        found["length"] = length
    if count:
        found["count"] = count
    return found


def one(role: str, text: str) -> Line:
    """Return a line for drafts with a single ask."""
    return line(role, text, count="one")


def more(role: str, text: str | list[str]) -> Line:
    """Return a line for drafts with two or three asks."""
    return line(role, text, count="more")


def medium(role: str, text: str | list[str]) -> Line:
    """Return a line for drafts that are not short."""
    return line(role, text, length="medium")


# What a person adds in their own words; only the script of the page fills it.
OWN: Final = line(SAY, "{own}")
