"""The OpenAPI document of the API: what django-ninja writes of it, put right where it says too little or too much."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from leverage.api import LICENCE, PROBLEM, ROOT, interface

Document = dict[str, Any]

_DESCRIPTION = """\
The catalogue of asks, what labs do about them in public, and the published tallies of what people heard back when they
asked. Everything here can be read without a key, from any page, and nothing can be written.

Counts carry noise that was added once, so that nobody can tell who logged. Below zero is possible and right: add raw
counts up, and never cut them at zero before. `half_width` says how far a count may be off, 19 times in 20. Counts are
about people who logged here, never about all offers.
"""
_TAGS = (
    {"name": "Catalogue", "description": "What can be asked, of whom, and where labs stand."},
    {"name": "Focus", "description": "The few asks recommended now, and how they were chosen."},
    {"name": "Tallies", "description": "What people heard back, as it was published."},
)
_REFUSED = {
    "400": "The address has a parameter that is not known here, or one twice.",
    "404": "There is nothing of this name, or no such page of the list.",
    "422": "A parameter does not fit.",
}
_HEADERS = {
    "ETag": {
        "description": "Names this very answer. Send it as If-None-Match to learn whether it changed.",
        "schema": {"type": "string"},
    },
}
_UNCHANGED = {"description": "Nothing changed since the answer that If-None-Match names."}


@lru_cache(maxsize=1)
def api_document_text() -> str:
    """Return the document as it is served and committed."""
    return json.dumps(api_document(), indent=2, ensure_ascii=False) + "\n"


def api_document() -> Document:
    """Return the OpenAPI 3.1 document."""
    document: Document = json.loads(
        json.dumps(interface.get_openapi_schema(path_prefix=ROOT), default=str)
    )
    document["info"] = {
        "title": "Leverage",
        "version": interface.version,
        "summary": "Asks, labs, positions, focus lists and tallies, to read.",
        "description": _DESCRIPTION,
        "license": {"name": "CC BY 4.0", "url": LICENCE},
    }
    document["servers"] = [{"url": "/", "description": "The site that serves this document."}]
    document["tags"] = list(_TAGS)
    for path in document["paths"].values():
        _put_right(path["get"])
    _drop_noise(document["paths"])
    _drop_noise(document["components"])
    _drop_unused(document)
    return document


def _put_right(operation: Document) -> None:
    """Give refusals their words and their media type, and every answer what a client needs to ask again."""
    operation["description"] = " ".join(operation["description"].split())
    for status, words in _REFUSED.items():
        refused = operation["responses"][status]
        refused["description"] = words
        refused["content"] = {PROBLEM: refused["content"].pop("application/json")}
    operation["responses"]["200"] |= {"description": "The answer.", "headers": _HEADERS}
    operation["responses"]["304"] = _UNCHANGED
    operation["responses"] = dict(sorted(operation["responses"].items()))
    for parameter in operation.get("parameters", ()):
        parameter["schema"].pop("description", None)


def _drop_noise(part: Any) -> None:
    """Leave out titles that only repeat a name, and `null` as a default: a parameter without a choice is left out."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        if "default" in part and part["default"] is None:
            del part["default"]
    for inner in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        _drop_noise(inner)


def _drop_unused(document: Document) -> None:
    """Leave out the shapes of parameters, which stand where they are used and not by reference."""
    schemas = document["components"]["schemas"]
    text = json.dumps(document)
    used = {name for name in schemas if f'"#/components/schemas/{name}"' in text}
    document["components"]["schemas"] = {name: schemas[name] for name in sorted(used)}
