"""The OpenAPI document in the order and the words of a page: nobody needs a foreign script to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from leverage.api_document import Document, api_document


@dataclass(frozen=True, slots=True)
class Part:
    """A parameter or a field: its name, what it may hold, and what it says."""

    name: str
    holds: str
    says: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be read."""

    key: str
    title: str
    path: str
    says: str
    parameters: tuple[Part, ...]
    is_list: bool
    fields: tuple[Part, ...]
    """The fields of a row of a list, or of the one thing."""


@dataclass(frozen=True, slots=True)
class Room:
    """Operations that belong together."""

    title: str
    says: str
    operations: tuple[Operation, ...]


@lru_cache(maxsize=1)
def api_reference() -> tuple[Room, ...]:
    """Return everything that can be read, room by room."""
    document = api_document()
    operations = [(path, operation["get"]) for path, operation in sorted(document["paths"].items())]
    return tuple(
        Room(
            tag["name"],
            tag["description"],
            tuple(
                _operation(document, path, operation)
                for path, operation in operations
                if tag["name"] in operation["tags"]
            ),
        )
        for tag in document["tags"]
    )


def _operation(document: Document, path: str, operation: Document) -> Operation:
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    shape = _resolved(document, answer)
    rows = shape["properties"].get("rows")
    return Operation(
        key=operation["operationId"].replace("_", "-"),
        title=operation["summary"],
        path=path,
        says=_plain(operation["description"]),
        parameters=tuple(
            Part(one["name"], _holds(document, one["schema"]), _plain(one["description"]))
            for one in operation.get("parameters", ())
        ),
        is_list=rows is not None,
        fields=tuple(_fields(document, _resolved(document, rows["items"]) if rows else shape)),
    )


def _fields(document: Document, shape: Document) -> Iterator[Part]:
    for name, field in shape["properties"].items():
        yield Part(name, _holds(document, field), _plain(field.get("description", "")))


def _resolved(document: Document, shape: Document) -> Document:
    """Follow the reference that a part of the document may be."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        found: Document = document["components"]["schemas"][name]
        return found
    return shape


def _holds(document: Document, shape: Document) -> str:
    """Return in a few words what a value may be."""
    if "anyOf" in shape:
        return " | ".join(_holds(document, one) for one in shape["anyOf"])
    if "$ref" in shape:
        inner = _resolved(document, shape)["properties"]
        return "{" + ", ".join(inner) + "}"
    if "enum" in shape:
        return " | ".join(map(str, shape["enum"]))
    if shape.get("type") == "array":
        return f"[{_holds(document, shape['items'])}]"
    return str(shape.get("format", shape.get("type", ""))) + _bounds(shape)


def _bounds(shape: dict[str, Any]) -> str:
    words = []
    if "minimum" in shape:
        words.append(f"{shape['minimum']}–{shape['maximum']}")
    if "default" in shape:
        words.append(f"default {str(shape['default']).lower()}")
    return f" {', '.join(words)}" if words else ""


def _plain(text: str) -> str:
    """Put quotation marks where the document, which is Markdown, has those for code."""
    return re.sub(r"`([^`]*)`", r"“\1”", text)
