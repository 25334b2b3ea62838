"""The eight words that lead back to a conversation, and the key made from them."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORDS_IN_RECEIPT = 8
LIST_SIZE = 7776
KEY_SIZE = 32

_INFO = b"leverage/receipt/v1"
# Letters of any script, so that a foreign word counts as one unknown word and not as its pieces.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")


class MalformedReceipt(ValueError):
    """The text is not eight words of the list. Holds how many, and never which."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"{found} words found, {known} of them in the list")
        self.found = found
        self.known = known


class DamagedWordList(RuntimeError):
    """The installed word list is not the one that receipts are drawn from."""


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


def draw_words() -> tuple[str, ...]:
    """Draw a receipt: eight words, 103 bits, from the randomness of the operating system."""
    words = word_list()
    return tuple(secrets.choice(words) for _ in range(WORDS_IN_RECEIPT))


def normalise_words(text: str) -> tuple[str, ...]:
    """Read a receipt as people write it down.

    Case, commas, line ends, numbering and odd blanks do not matter. Raise MalformedReceipt, which
    never repeats the words, unless there are exactly eight and all are in the list.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
    found = tuple(_WORD.findall(_HYPHENS.sub("-", plain)))
    known = sum(word in _known_words() for word in found)
    if len(found) != WORDS_IN_RECEIPT or known != WORDS_IN_RECEIPT:
        raise MalformedReceipt(len(found), known)
    return found


def receipt_key(words: Sequence[str]) -> bytes:
    """Return the 32-byte key of a receipt: HKDF-SHA256 (RFC 5869) with an empty salt."""
    return HKDF(SHA256(), length=KEY_SIZE, salt=None, info=_INFO).derive(" ".join(words).encode())


def receipt_hash(key: bytes) -> bytes:
    """Return what the server keeps of a receipt."""
    return hashlib.sha256(key).digest()
