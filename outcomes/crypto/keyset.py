"""The public keys of a window as one document with one hash, so that all are given the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


class MalformedKeySet(ValueError):
    """The document holds something whose text is not the same in every language."""


def canonical_bytes(document: Mapping[str, object]) -> bytes:
    """Return the bytes that are served and hashed: UTF-8 JSON, sorted keys, no blanks.

    Raise MalformedKeySet for anything but text, whole numbers, true, false, null, lists and
    objects with text keys: fractions and other keys are written differently elsewhere, and half
    a surrogate pair cannot be written at all.
    """
    _check(document)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise MalformedKeySet from error


def keyset_hash(document: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical bytes in lower-case hexadecimal."""
    return hashlib.sha256(canonical_bytes(document)).hexdigest()


def _check(value: object) -> None:
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise MalformedKeySet
        for part in value.values():
            _check(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part)
    elif value is not None and not isinstance(value, str | int):
        raise MalformedKeySet
