"""Named errors of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of a catalogue file: where it is, what is wrong and what to do."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class CatalogueInvalid(Exception):
    """The catalogue files break their rules; `errors` holds every problem, by file and line."""

    def __init__(self, errors: Sequence[Problem]) -> None:
        self.errors = sorted(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class NotAPartialDate(ValueError):
    """A text is not YYYY, YYYY-MM or YYYY-MM-DD, or names a day that no calendar has."""


class UnknownTextField(Exception):
    """A change names something that is not part of an ask's text."""
