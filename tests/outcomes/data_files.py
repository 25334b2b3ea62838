"""The data files as somebody reads them who has nothing but the files and what is written about them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from django.test import Client

from outcomes.published_rows import Holds, Row, Table, Value

SUMS = "SHA256SUMS"


def read_csv(table: Table, content: bytes) -> list[Row]:
    """Read a CSV file by the types of its columns; one apostrophe is taken from the start of a text."""
    names, *found = csv.reader(io.StringIO(content.decode(), newline=""))
    assert tuple(names) == table.names
    kinds = [column.holds for column in table.columns]
    return [tuple(map(_value, kinds, row)) for row in found]


def read_json(table: Table, content: bytes) -> list[Row]:
    """Read the rows of a JSON file."""
    document = json.loads(content)
    assert tuple(document["columns"]) == table.names
    return [tuple(row) for row in document["rows"]]


def records(content: bytes) -> list[dict[str, Any]]:
    """Read the rows of a JSON file under the names of its columns."""
    document = json.loads(content)
    return [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]


def get(client: Client, path: str) -> bytes:
    """Fetch one file."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content


def download(client: Client, folder: str, to: Path) -> Path:
    """Fetch every file that the checksums of a folder name, and those themselves; returns where they are."""
    sums = get(client, folder + SUMS)
    (to / SUMS).write_bytes(sums)
    for line in sums.decode().splitlines():
        name = line.split("  ")[1]
        (to / name).write_bytes(get(client, folder + name))
    return to


def _value(holds: Holds, cell: str) -> Value:
    if holds is Holds.TEXT:
        return cell.removeprefix("'")
    if cell == "" or holds is Holds.DAY:
        return cell or None
    found: Value = json.loads(cell)
    return found
