"""Rows as CSV and JSON, to the byte: the same rows always make the same file.

CSV follows RFC 4180 but for the end of a line, which is a single line feed, as tools for tabular data expect. A text
that a spreadsheet could take for a formula, or that begins with an apostrophe, gets one apostrophe before it; whoever
takes one apostrophe from the start of each text has the text again. Numbers stay as they are, negative ones too, and
JSON holds every text unchanged.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from outcomes.published_rows import Row, Table, Value

GUARD = "'"
# The wide ones are what an input method for Chinese or Japanese types; some spreadsheets take them too.
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", GUARD)  # on purpose
_MEDIA_TYPES = {
    "csv": "text/csv",
    "csv-metadata.json": "application/csvm+json",
    "json": "application/json",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True)
class DataFile:
    """One file, ready to be sent."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """What it is, as IANA names it."""
        return _MEDIA_TYPES.get(self.name.partition(".")[2], "text/plain")

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        """What it is compared by."""
        return hashlib.sha256(self.content).hexdigest()


def csv_bytes(table: Table, rows: Iterable[Row]) -> bytes:
    """Write rows as CSV with a line of names first; UTF-8 without a mark at its start. Lists are written as JSON."""
    lines = _Lines()
    # Told of a carriage return in its line ends, the writer also quotes the texts that hold one.
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(table.names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "".join(lines.written).encode()


def json_bytes(about: Mapping[str, Any], table: Table, rows: Iterable[Row]) -> bytes:
    """Write rows as JSON, one to a line, after what there is to say about them."""
    lines = ",\n".join(plain_json(row) for row in rows)
    head = {**about, "columns": table.names}
    said = ",\n".join(f"{plain_json(name)}:{plain_json(head[name])}" for name in sorted(head))
    return f'{{{said},\n"rows":[\n{lines}\n]}}\n'.encode()


def document_bytes(document: object) -> bytes:
    """Write a document that people read too: indented, its keys in order."""
    return f"{json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()


# Made once: a file has as many lines as there are cells.
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def plain_json(value: object) -> str:
    """Write a value as JSON without a space too many, its keys in order."""
    return _encoder.encode(value)


class _Lines:
    """Takes lines from a writer, each with the line end that the files have."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        self.written.append(line.removesuffix("\r\n") + "\n")


def _cell(value: Value) -> Value:
    """Return what a cell holds; numbers are left to the writer, which writes them as Python does."""
    if isinstance(value, str):
        return GUARD + value if value.startswith(_GUARDED) else value
    if isinstance(value, bool):  # Before numbers: Python counts it among them.
        return "true" if value else "false"
    return plain_json(value) if isinstance(value, list) else value
