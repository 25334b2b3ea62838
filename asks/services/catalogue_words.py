"""The words of an ask that drafts are assembled from, and the credit a position earns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

import yaml

from asks.composer.parts import PART_WORDS, PHRASE_WORDS, Part
from asks.services.catalogue_levels import Sentence
from asks.services.catalogue_shapes import Key, Log, MappingOf, Shape, Text
from asks.services.yaml_nodes import line_of

CREDIT_WORDS: Final = 26
_LENGTH: Final = 240
_BLANKS: Final = re.compile(r"[\[\]{}]")


def _problem(text: str, most: int) -> str | None:
    if _BLANKS.search(text):
        return "holds a bracket, which would look like a blank to fill; take it out"
    if len(text.split()) > most:
        return f"has {len(text.split())} words; shorten it to {most}"
    return None


@dataclass(frozen=True)
class Spoken(Shape):
    """One whole sentence that can be said in one breath."""

    most: int
    question: bool = False

    def read(self, node: yaml.Node, name: str, log: Log) -> str | None:
        """Return the sentence; None and a problem in `log` if it is none or too long to say."""
        text = Sentence(_LENGTH).read(_with_full_stop(node), name, log)
        if text is None:
            return None
        text = str(node.value).strip()
        problem = _problem(text, self.most)
        if self.question and not text.endswith("?"):
            problem = "must be a question"
        if problem:
            log.add(line_of(node), f'"{name}" {problem}')
            return None
        return text


@dataclass(frozen=True)
class Phrase(Shape):
    """A part of a sentence: small first letter unless an abbreviation leads, no full stop."""

    most: int

    def read(self, node: yaml.Node, name: str, log: Log) -> str | None:
        """Return the phrase; None and a problem in `log` if it is a sentence or too long."""
        text: str | None = Text(_LENGTH).read(node, name, log)
        if text is None:
            return None
        first = text.split()[0]
        problem = _problem(text, self.most)
        # An abbreviation may lead; a lone capital letter is an article.
        abbreviated = len(first) > 1 and first.isupper()
        if text.endswith((".", "?")) or (first[0].isupper() and not abbreviated):
            problem = "must be a part of a sentence: small first letter, no full stop"
        if problem:
            log.add(line_of(node), f'"{name}" {problem}')
            return None
        return text


def _with_full_stop(node: yaml.Node) -> Any:
    """Let a question pass where the rule for a sentence wants a full stop."""
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip().endswith("?"):
        return node
    value = node.value.strip().removesuffix("?") + "."
    return yaml.ScalarNode(node.tag, value, node.start_mark, node.end_mark)


CREDIT: Final = Phrase(CREDIT_WORDS)
WORDS: Final = MappingOf(
    {
        **{
            part.value: Key(Spoken(most, question=part is Part.OPEN))
            for part, most in PART_WORDS.items()
        },
        Part.AGAIN.value: Key(Phrase(PHRASE_WORDS)),
    }
)
