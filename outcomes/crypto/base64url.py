"""Base64url without padding (RFC 4648, section 5), where every value has exactly one text."""

from __future__ import annotations

import base64
import binascii


class MalformedBase64(ValueError):
    """The text is not the one base64url text of any bytes."""


def encode(data: bytes) -> str:
    """Return the text of `data`."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of `text`; raise MalformedBase64 for padding, foreign or loose characters.

    Python's own decoder skips what it does not know and ignores leftover bits. Encoding the
    result again refuses both.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise MalformedBase64 from error
    if encode(data) != text:
        raise MalformedBase64
    return data
