"""Every string of one size that somebody finds who holds the key folder, the database and the memory."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path

import redis

from tests.canaries import memory_dump, tables

_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f]{16,}")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")


def strings_in_reach(folder: Path, memory: redis.Redis, size: int) -> Iterator[bytes]:
    """Give each string of a size once: in files and memory as they lie there, and everywhere as they are spelt.

    Whole pieces come first, then every place within longer ones.
    """
    files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    raw = [*files, memory_dump(memory)]
    pieces = [*raw, *(piece for text in (*raw, *tables().values()) for piece in _spelt(text))]
    seen: set[bytes] = set()
    for piece in sorted(pieces, key=lambda piece: len(piece) != size):
        for start in range(len(piece) - size + 1):
            found = piece[start : start + size]
            if found not in seen:
                seen.add(found)
                yield found


def _spelt(text: bytes) -> Iterator[bytes]:
    """Give the bytes that hexadecimal and base64 in a text stand for, of either alphabet."""
    for word in _HEXADECIMAL.findall(text):
        yield binascii.unhexlify(word[: len(word) // 2 * 2])
    for word in _BASE64.findall(text):
        plain = word.translate(bytes.maketrans(b"-_", b"+/"))
        yield base64.b64decode(plain[: len(plain) // 4 * 4] + _rest(plain))


def _rest(word: bytes) -> bytes:
    """Return what is left of a word after its whole groups of four, filled up; one letter alone says nothing."""
    left = word[len(word) // 4 * 4 :]
    return left + b"=" * (4 - len(left)) if len(left) > 1 else b""
