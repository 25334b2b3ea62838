"""The four words that lead back to a proposal, and what is kept of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from leverage import secret_words

WORDS_IN_REFERENCE = 4

_INFO = b"leverage/proposal/v1"


def draw_reference() -> tuple[str, ...]:
    """Draw four words, 51 bits, from the randomness of the operating system.

    Enough for what they open: the state of one proposal, which names nobody.
    """
    return secret_words.draw_words(WORDS_IN_REFERENCE)


def read_reference(text: str) -> tuple[str, ...]:
    """Read a reference as people write it down; raise MalformedWords unless it is four known words."""
    return secret_words.read_words(text, WORDS_IN_REFERENCE)


def reference_hash(words: Sequence[str]) -> bytes:
    """Return what is kept: SHA-256 of the key that the words stand for."""
    return hashlib.sha256(secret_words.key_of_words(words, _INFO)).digest()
