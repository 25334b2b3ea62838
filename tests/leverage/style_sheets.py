"""A reader of our style sheets: enough of the language to list rules, classes and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SHEETS = tuple(ROOT / "static" / "css" / f"{name}.css" for name in ("tokens", "base", "components"))

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK = re.compile(r"\s*([^{};]+?)\s*\{")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
_COLOUR = re.compile(r"var\(--([\w-]+)\)")


@dataclass(frozen=True)
class Rule:
    """Selectors with what they declare; `within` is what stands around them, such as a media query."""

    selector: str
    declared: tuple[tuple[str, str], ...]
    within: tuple[str, ...] = ()

    @property
    def classes(self) -> set[str]:
        """Return every class that the selector names."""
        return set(_CLASS.findall(self.selector))

    def tokens(self, *properties: str) -> set[str]:
        """Return the names of the tokens in the values of properties that begin so."""
        return {
            token
            for name, value in self.declared
            if name.startswith(properties)
            for token in _COLOUR.findall(value)
        }


def rules(text: str, within: tuple[str, ...] = ()) -> Iterator[Rule]:
    """Read the rules of a sheet, those inside of other blocks too."""
    text = _COMMENT.sub("", text)
    while found := _BLOCK.match(text):
        inside, text = _balanced(text[found.end() :])
        head = " ".join(found[1].split())
        if "{" in inside:
            yield from rules(inside, (*within, head))
        else:
            yield Rule(head, _declarations(inside), within)
    assert not text.strip(), f"no rule: {text[:60]}"


def ours() -> list[Rule]:
    """Return every rule of every sheet, in order."""
    return [rule for sheet in SHEETS for rule in rules(sheet.read_text(encoding="utf-8"))]


def _balanced(text: str) -> tuple[str, str]:
    depth = 1
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0:
            return text[:place], text[place + 1 :]
    raise ValueError("a block without an end")


def _declarations(text: str) -> tuple[tuple[str, str], ...]:
    parts = (part.partition(":") for part in text.split(";") if part.strip())
    return tuple((name.strip(), " ".join(value.split())) for name, _, value in parts)
