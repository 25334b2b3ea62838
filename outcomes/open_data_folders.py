"""Files that lie together: the tables, what describes them, and their checksums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from outcomes.open_data_formats import DataFile, csv_bytes, document_bytes, json_bytes
from outcomes.open_data_packages import (
    LICENCE_NAME,
    About,
    Resource,
    csvw_metadata,
    data_package,
)
from outcomes.published_rows import Row, Table

PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"

Build = Callable[[], bytes]
Read = Callable[[], list[Row]]


@dataclass(frozen=True, slots=True)
class TableFiles:
    """One table and the files it comes in."""

    table: Table
    csv: DataFile
    json: DataFile
    columns: DataFile


def head_of(table: Table, said: Mapping[str, Any], *, made_up: bool) -> dict[str, Any]:
    """Return what the JSON file of a table says of itself before its rows."""
    return {**said, "made_up": made_up, "licence": LICENCE_NAME, "table": table.name}


class UnknownFile(LookupError):
    """There is no file of this name."""


class Folder:
    """Files that lie together. Each is made when it is asked for, from one query, and not before."""

    def __init__(
        self,
        about: About,
        prefix: str,
        tables: Mapping[Table, Read],
        *,
        said: Mapping[str, Any],
        documents: Mapping[str, Build],
    ) -> None:
        """Plan the files; `said` stands in the head of each JSON file, `documents` are files beside the tables."""
        self.about = about
        self._resources: list[tuple[str, str, str, Table | None]] = []
        self._builds: dict[str, Build] = {}
        for table, read in tables.items():
            self._add_table(f"{prefix}-{table.name}", table, cache(read), said)
        for name, build in documents.items():
            self._builds[name] = build
            if name.endswith(".json"):
                stem = name.removeprefix(f"{prefix}-").removesuffix(".json")
                self._resources.append((stem, stem, name, None))
        self._builds[PACKAGE] = self._package
        self._builds[SUMS] = self._sums
        self.file = cache(self._file)

    @property
    def names(self) -> list[str]:
        """The names of all files."""
        return list(self._builds)

    def files(self) -> list[DataFile]:
        """Make all files."""
        return [self.file(name) for name in self._builds]

    def tables(self) -> list[TableFiles]:
        """Make the files of the tables, and return them by table."""
        return [
            TableFiles(
                table,
                self.file(path),
                self.file(f"{path.removesuffix('csv')}json"),
                self.file(f"{path}-metadata.json"),
            )
            for _name, _title, path, table in self._resources
            if table is not None
        ]

    def _add_table(self, stem: str, table: Table, read: Read, said: Mapping[str, Any]) -> None:
        head = head_of(table, said, made_up=self.about.made_up)
        path = f"{stem}.csv"
        self._builds[path] = lambda: csv_bytes(table, read())
        self._builds[f"{stem}.json"] = lambda: json_bytes(head, table, read())
        self._builds[f"{path}-metadata.json"] = lambda: document_bytes(
            csvw_metadata(self.about, table, path)
        )
        self._resources += [
            (table.name, table.title, path, table),
            (f"{table.name}-json", f"{table.title}, as JSON", f"{stem}.json", None),
        ]

    def _file(self, name: str) -> DataFile:
        """Make one file; raises UnknownFile."""
        if name not in self._builds:
            raise UnknownFile(name)
        return DataFile(name, self._builds[name]())

    def _package(self) -> bytes:
        resources = [
            Resource(name, title, self.file(path), table)
            for name, title, path, table in self._resources
        ]
        return document_bytes(data_package(self.about, resources))

    def _sums(self) -> bytes:
        """List the checksums as `sha256sum --check` reads them."""
        names = sorted(name for name in self._builds if name != SUMS)
        return "".join(f"{self.file(name).sha256}  {name}\n" for name in names).encode()
