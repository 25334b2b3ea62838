"""The eight words that lead back to a conversation, and the key made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from leverage import secret_words

WORDS_IN_RECEIPT = 8

_INFO = b"leverage/receipt/v1"


def draw_words() -> tuple[str, ...]:
    """Draw a receipt: eight words, 103 bits, from the randomness of the operating system."""
    return secret_words.draw_words(WORDS_IN_RECEIPT)


def normalise_words(text: str) -> tuple[str, ...]:
    """Read a receipt as people write it down; raise MalformedWords unless it is eight known words."""
    return secret_words.read_words(text, WORDS_IN_RECEIPT)


def receipt_key(words: Sequence[str]) -> bytes:
    """Return the 32-byte key of a receipt."""
    return secret_words.key_of_words(words, _INFO)


def receipt_hash(key: bytes) -> bytes:
    """Return what the server keeps of a receipt."""
    return hashlib.sha256(key).digest()
