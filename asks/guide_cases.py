"""The cases of the guide: shipped facts about people who asked a company to change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from asks.errors import CatalogueInvalid, Problem
from asks.kinds import CaseOutcome
from asks.services.catalogue_rules import no_duplicates
from asks.services.catalogue_shapes import (
    Entry,
    Flag,
    Key,
    Link,
    ListOf,
    Log,
    MappingOf,
    OneOf,
    PartialDate,
    Slug,
    Text,
)
from asks.services.yaml_nodes import read_yaml
from asks.wording import parse_partial_date

CASES_FILE: Final = "cases.yaml"

_NAME: Final = Text(120)
_SENTENCES: Final = Text(500)
_LINK: Final = Link(500)
_CASE: Final = MappingOf(
    {
        "slug": Key(Slug(60)),
        "company": Key(_NAME),
        "who": Key(_NAME),
        "date": Key(PartialDate()),
        "asked": Key(_NAME),
        "did": Key(_SENTENCES),
        "outcome": Key(OneOf({str(kind.value): kind for kind in CaseOutcome})),
        "happened": Key(_SENTENCES),
        "lesson": Key(Text(200)),
        "publisher": Key(_NAME),
        "url": Key(_LINK),
        "later": Key(
            MappingOf({"publisher": Key(_NAME), "url": Key(_LINK)}), required=False, default=None
        ),
        "recruits": Key(Flag(), required=False, default=False),
        "ai_safety": Key(Flag()),
    }
)


@dataclass(frozen=True)
class CaseSource:
    """Where a part of a case can be read."""

    publisher: str
    url: str


@dataclass(frozen=True)
class Case:
    """People asked a company for something, and this came of it."""

    slug: str
    company: str
    who: str
    date: str
    """A partial date: "2026-04-28", "2024-07"."""
    asked: str
    did: str
    outcome: CaseOutcome
    happened: str
    lesson: str
    sources: tuple[CaseSource, ...]
    """The account of it first, then the later one if there is any."""
    recruits: bool
    """Whether those who acted had not joined yet, as the readers of the guide."""
    ai_safety: bool
    """Whether the wish was about AI safety, read widely."""


@dataclass(frozen=True)
class CaseGroup:
    """The cases that ended alike, newest first."""

    outcome: CaseOutcome
    cases: tuple[Case, ...]


def read_cases(directory: Path) -> tuple[Case, ...]:
    """Return the cases of the catalogue under `directory`, newest first.

    Raises CatalogueInvalid with every problem of the file.
    """
    problems: list[Problem] = []
    entries = _entries(directory / CASES_FILE, problems)
    for entry in entries:
        _check(entry)
    no_duplicates(entries, "slug")
    if problems:
        raise CatalogueInvalid(problems)
    cases = [_case(entry) for entry in entries]
    return tuple(sorted(cases, key=lambda case: parse_partial_date(case.date), reverse=True))


@cache
def case_groups(directory: Path) -> tuple[CaseGroup, ...]:
    """Return the cases by outcome, in the order of the kinds; read once in each process."""
    cases = read_cases(directory)
    groups = [
        CaseGroup(outcome, tuple(case for case in cases if case.outcome is outcome))
        for outcome in CaseOutcome
    ]
    return tuple(group for group in groups if group.cases)


def _entries(path: Path, problems: list[Problem]) -> Sequence[Entry]:
    if not path.is_file():
        problems.append(Problem(CASES_FILE, 1, "the file is missing; add it"))
        return []
    node = read_yaml(path, CASES_FILE)
    if isinstance(node, Problem):
        problems.append(node)
        return []
    return ListOf(_CASE).read(node, CASES_FILE, Log(CASES_FILE, problems)) or []


def _check(entry: Entry) -> None:
    """Report the rules that a case breaks on its own."""
    for place in (entry, entry.get("later")):
        if place and not place.get("url", "https://").startswith("https://"):
            place.complain("url", '"url" must begin with https://')
    if entry.get("outcome") is CaseOutcome.UNDONE and not entry.get("later"):
        entry.complain("outcome", '"later" is missing; add the source that tells how it was undone')


def _case(entry: Entry) -> Case:
    facts: dict[str, Any] = dict(entry)
    first = CaseSource(facts.pop("publisher"), facts.pop("url"))
    later = facts.pop("later")
    return Case(**facts, sources=(first, CaseSource(**later)) if later else (first,))
