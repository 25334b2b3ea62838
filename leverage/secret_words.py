"""Secrets that a person can write down: words of the EFF's long list, and keys made from them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LIST_SIZE = 7776
KEY_SIZE = 32

# Letters of any script, so that a foreign word counts as one unknown word and not as its pieces.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")


class MalformedWords(ValueError):
    """The text is not so many words of the list. Holds how many, and never which."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"{found} words found, {known} of them in the list")
        self.found = found
        self.known = known


class DamagedWordList(RuntimeError):
    """The installed word list is not the one that words are drawn from."""


@cache
def word_list() -> tuple[str, ...]:
    """Return the EFF long list in its own order; raise DamagedWordList if it is incomplete.

    The list ships with the xkcdpass package (words: EFF, CC BY 3.0 US).
    """
    text = resources.files("xkcdpass").joinpath("static", "eff-long").read_text("ascii")
    words = tuple(text.split())
    if len(words) != LIST_SIZE or len(set(words)) != LIST_SIZE:
        raise DamagedWordList
    return words


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word_list())


def draw_words(number: int) -> tuple[str, ...]:
    """Draw words from the randomness of the operating system; each holds 12.9 bits."""
    words = word_list()
    return tuple(secrets.choice(words) for _ in range(number))


def read_words(text: str, number: int) -> tuple[str, ...]:
    """Read words as people write them down.

    Case, commas, line ends, numbering and odd blanks do not matter. Raise MalformedWords, which
    never repeats the words, unless there are exactly `number` and all are in the list.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
    found = tuple(_WORD.findall(_HYPHENS.sub("-", plain)))
    known = sum(word in _known_words() for word in found)
    if len(found) != number or known != number:
        raise MalformedWords(len(found), known)
    return found


def key_of_words(words: Sequence[str], info: bytes) -> bytes:
    """Return the 32-byte key that words stand for: HKDF-SHA256 (RFC 5869) with an empty salt."""
    return HKDF(SHA256(), length=KEY_SIZE, salt=None, info=info).derive(" ".join(words).encode())
