"""Files in the shape of a vault. Nothing opens them: the server never looks further than their header."""

from __future__ import annotations

import base64
import secrets

from leverage.vaults import STEP

WORDS, KEY = "scrypt {salt} 17", "age-encryption.org/fido2prf {salt}"


def letters(size: int) -> str:
    """Return random bytes as age writes them: base64 without padding."""
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")


def made_up_file(recipient: str = WORDS, *, steps: int = 1) -> bytes:
    """Return a file with a recipient as given, and so many steps of noise."""
    stanza = f"-> {recipient.format(salt=letters(16))}\n{letters(32)}\n"
    header = f"age-encryption.org/v1\n{stanza}--- {letters(32)}\n"
    return header.encode() + secrets.token_bytes(16 + steps * STEP + 16)
