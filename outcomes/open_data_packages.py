"""What says which files lie together and what their columns hold: Data Package 2.0 and CSV on the Web."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from outcomes.open_data_formats import DataFile
from outcomes.published_rows import Column, Holds, Table

PROFILES = "https://datapackage.org/profiles/2.0"
CSVW = "http://www.w3.org/ns/csvw"
LICENCE_NAME = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
PUBLISHER = "Leverage"

_CSVW_TYPES = {
    Holds.TEXT: "string",
    Holds.WHOLE: "integer",
    Holds.NUMBER: "double",
    Holds.TRUTH: "boolean",
    Holds.DAY: "date",
    Holds.LIST: "json",
}


@dataclass(frozen=True, slots=True)
class About:
    """What there is to say of a folder of files. `made_on` is empty for one that changes."""

    name: str
    title: str
    says: str
    homepage: str
    sources: tuple[tuple[str, str], ...]
    """What the data come from: a title and an address each."""
    made_up: bool = False
    made_on: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file of a package; one with a table has columns that can be checked."""

    name: str
    title: str
    file: DataFile
    table: Table | None = field(default=None)


def data_package(about: About, resources: Iterable[Resource]) -> dict[str, Any]:
    """Describe a folder as Data Package 2.0 does; the paths are those of files that lie beside the description."""
    package: dict[str, Any] = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": about.name,
        "title": about.title,
        "description": about.says,
        "homepage": about.homepage,
        "licenses": [{"name": LICENCE_NAME, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        "sources": [{"title": title, "path": path} for title, path in about.sources],
        "contributors": [{"title": PUBLISHER, "roles": ["publisher"]}],
        "made_up": about.made_up,
        "resources": [_resource(resource) for resource in resources],
    }
    if about.version:
        package["version"] = about.version
    if about.made_on:
        # Midnight stands for the day: no hour of a release is kept anywhere.
        package["created"] = f"{about.made_on}T00:00:00Z"
    return package


def csvw_metadata(about: About, table: Table, path: str) -> dict[str, Any]:
    """Describe a CSV file as CSV on the Web does, for a reader that finds this beside it."""
    return {
        "@context": [CSVW, {"@language": "en"}],
        "url": path,
        "dc:title": f"{about.title}: {table.title}",
        "dc:description": table.says,
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": LICENCE_URL},
        "dc:source": about.homepage,
        "tableSchema": {
            "columns": [_csvw_column(column) for column in table.columns],
            "primaryKey": list(table.key),
        },
    }


def _resource(resource: Resource) -> dict[str, Any]:
    file = resource.file
    described: dict[str, Any] = {
        "name": resource.name,
        "title": resource.title,
        "path": file.name,
        "format": file.name.rpartition(".")[2],
        "mediatype": file.media_type,
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if resource.table is not None:
        described |= {
            "type": "table",
            "description": resource.table.says,
            "dialect": {"lineTerminator": "\n"},
            "schema": _schema(resource.table),
        }
    return described


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [
            {"name": column.name, "type": column.holds.value, "description": column.says}
            for column in table.columns
        ],
        "primaryKey": list(table.key),
    }
    if table.references:
        schema["foreignKeys"] = [
            {
                "fields": [reference.column],
                "reference": {"resource": reference.table, "fields": [reference.column]},
            }
            for reference in table.references
        ]
    return schema


def _csvw_column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": column.name,
        "datatype": _CSVW_TYPES[column.holds],
        "dc:description": column.says,
    }
