"""Shapes of catalogue values: each reads a YAML node and reports every way in which it is wrong."""

from __future__ import annotations

import datetime
import difflib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from asks.errors import NotAPartialDate, Problem
from asks.services.yaml_nodes import line_of
from asks.wording import parse_partial_date

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_PLAIN: Final = (
    (re.compile("!"), "an exclamation mark", "end the sentence with a full stop"),
    (re.compile("[‘’“”„«»]"), "a curly quotation mark", "use straight ones"),
    (re.compile(r"</?[A-Za-z]"), "HTML", "write plain text"),
    (re.compile(r"\*\*|\]\(|`"), "Markdown", "write plain text"),
)
_NAMES: Final = {"str": "text", "int": "a whole number", "bool": "true or false"}


@dataclass
class Log:
    """Collects the problems of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        """Remember one problem."""
        self.problems.append(Problem(self.file, line, text))


class Entry(dict[str, Any]):
    """A mapping that was read, with its lines and those of its keys; without the wrong values."""

    def __init__(self, log: Log, line: int) -> None:
        super().__init__()
        self.log = log
        self.line = line
        self.lines: dict[str, int] = {}

    def complain(self, key: str, text: str) -> None:
        """Report a problem at the line of `key`, or of the entry when the key is absent."""
        self.log.add(self.lines.get(key, self.line), text)


class _WrongValue(Exception):
    """What is wrong with one value, in words that follow its name."""


class Shape(ABC):
    """What a value must look like."""

    @abstractmethod
    def read(self, node: yaml.Node, name: str, log: Log) -> Any:
        """Return the value of `node`, called `name`; None and a problem in `log` if it is wrong."""


class ScalarShape(Shape):
    """What a single value must look like."""

    def read(self, node: yaml.Node, name: str, log: Log) -> Any:
        """Return the value, or None with its one problem in `log`."""
        try:
            return self.value(node)
        except _WrongValue as error:
            log.add(line_of(node), f'"{name}" {error}')
            return None

    @abstractmethod
    def value(self, node: yaml.Node) -> Any:
        """Return the value; raises _WrongValue."""


def _scalar(node: yaml.Node, kind: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _WrongValue(f"must be {_NAMES[kind]}, not a list or mapping")
    if node.tag != f"tag:yaml.org,2002:{kind}":
        advice = "; put it in quotes" if kind == "str" else ""
        raise _WrongValue(f"must be {_NAMES[kind]}, not {node.value or 'empty'}{advice}")
    return str(node.value)


@dataclass(frozen=True)
class Text(ScalarShape):
    """Plain text of bounded length."""

    most: int = 2000

    def value(self, node: yaml.Node) -> str:
        """Return the text without surrounding blanks."""
        text = _scalar(node, "str").strip()
        if not text:
            raise _WrongValue("is empty; fill it, or leave an optional key out")
        if len(text) > self.most:
            raise _WrongValue(f"has {len(text)} signs; shorten it to {self.most}")
        for pattern, what, advice in _NOT_PLAIN:
            if pattern.search(text):
                raise _WrongValue(f"holds {what}; {advice}")
        return text


@dataclass(frozen=True)
class Slug(ScalarShape):
    """A name for addresses."""

    most: int

    def value(self, node: yaml.Node) -> str:
        """Return the slug."""
        text = _scalar(node, "str")
        if not SLUG.fullmatch(text) or len(text) > self.most:
            raise _WrongValue(
                f"is not a slug; use small letters, digits and single hyphens, at most {self.most}"
            )
        return text


@dataclass(frozen=True)
class Link(ScalarShape):
    """An absolute web address."""

    most: int

    def value(self, node: yaml.Node) -> str:
        """Return the address."""
        text = _scalar(node, "str")
        try:
            parts = urlsplit(text)
        except ValueError as error:
            raise _WrongValue("is not a web address") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
            raise _WrongValue("must be a link that begins with https:// or http://")
        if len(text) > self.most:
            raise _WrongValue(f"has {len(text)} signs; use an address of at most {self.most}")
        return text


@dataclass(frozen=True)
class Whole(ScalarShape):
    """A whole number within bounds."""

    least: int
    most: int

    def value(self, node: yaml.Node) -> int:
        """Return the number."""
        text = _scalar(node, "int")
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise _WrongValue("must be a whole number in plain digits")
        if not self.least <= int(text) <= self.most:
            raise _WrongValue(f"is {text}; it must lie between {self.least} and {self.most}")
        return int(text)


@dataclass(frozen=True)
class Flag(ScalarShape):
    """True or false."""

    def value(self, node: yaml.Node) -> bool:
        """Return the truth value."""
        return _scalar(node, "bool").lower() in {"true", "yes", "on"}


@dataclass(frozen=True)
class PartialDate(ScalarShape):
    """A date that may lack its day, or its month and day."""

    def value(self, node: yaml.Node) -> str:
        """Return the date as it is written."""
        if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:str":
            raise _WrongValue("must be a date in quotes, such as '2026-07'")
        try:
            parse_partial_date(node.value)
        except NotAPartialDate as error:
            raise _WrongValue(
                f"is not a date: {node.value}; write 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD'"
            ) from error
        return str(node.value)


@dataclass(frozen=True)
class WholeDate(PartialDate):
    """A date with its day."""

    def value(self, node: yaml.Node) -> Any:
        """Return the date."""
        day, parts = parse_partial_date(super().value(node))
        if parts < 3:
            raise _WrongValue("lacks its day; write 'YYYY-MM-DD'")
        return datetime.date(day.year, day.month, day.day)


@dataclass(frozen=True)
class OneOf(ScalarShape):
    """One word of a closed list, read as what the list gives for it."""

    words: Mapping[str, Any]

    def value(self, node: yaml.Node) -> Any:
        """Return the member that the word stands for."""
        word = _scalar(node, "str")
        if word not in self.words:
            raise _WrongValue(f'is "{word}"; use one of {", ".join(self.words)}')
        return self.words[word]


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of bounded length."""

    item: Shape
    least: int = 1
    most: int = 200

    def read(self, node: yaml.Node, name: str, log: Log) -> list[Any] | None:
        """Return the items that are right."""
        if not isinstance(node, yaml.SequenceNode):
            log.add(line_of(node), f'"{name}" must be a list; begin each item with "- "')
            return None
        count = len(node.value)
        if not self.least <= count <= self.most:
            log.add(
                line_of(node),
                f'"{name}" has {count} items; it must have {self.least} to {self.most}',
            )
        items = (self.item.read(child, name, log) for child in node.value)
        return [item for item in items if item is not None]


@dataclass(frozen=True)
class Key:
    """One key of a mapping: its shape, whether it may be absent, and what stands for it then."""

    shape: Shape
    required: bool = True
    default: Any = ""


@dataclass(frozen=True)
class MappingOf(Shape):
    """A mapping with known keys."""

    keys: Mapping[str, Key]

    def read(self, node: yaml.Node, name: str, log: Log) -> Entry | None:
        """Return the entry with every key that is right, and the defaults of those left out."""
        if not isinstance(node, yaml.MappingNode):
            log.add(line_of(node), f'"{name}" must be a mapping of keys and values')
            return None
        entry = Entry(log, line_of(node))
        for key_node, value_node in node.value:
            self._read_key(entry, key_node, value_node)
        for key, rule in self.keys.items():
            if key in entry.lines:
                continue
            if rule.required:
                log.add(entry.line, f'"{key}" is missing; add it')
            else:
                entry[key] = rule.default
        return entry

    def _read_key(self, entry: Entry, key_node: yaml.Node, value_node: yaml.Node) -> None:
        key, line = str(key_node.value), line_of(key_node)
        if key not in self.keys:
            near = difflib.get_close_matches(key, self.keys, n=1)
            advice = f'did you mean "{near[0]}"' if near else "take it out"
            entry.log.add(line, f'unknown key "{key}"; {advice}')
            return
        if key in entry.lines:
            entry.log.add(line, f'"{key}" stands here twice; keep one')
            return
        entry.lines[key] = line
        value = self.keys[key].shape.read(value_node, key, entry.log)
        if value is not None:
            entry[key] = value
