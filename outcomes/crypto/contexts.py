"""The byte strings that tie a credential and a sealed entry to their place.

The browser builds the same bytes; a change here is a change of protocol and needs a new version.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from outcomes.kinds import Kind, Tier

PREFIX_SIZE = 32
"""Random bytes in front of the context; they are the message prefix of RFC 9474, section 4.1."""

NULLIFIER_SIZE = 32
MAX_WINDOW_LENGTH = 24
MAX_TABLE_LENGTH = 48
MAX_CONTEXT_SIZE = 120
"""No context is longer than this, so every credential fits the sealed payload."""

_CREDENTIAL = "leverage/credential/v1"
_NULLIFIER = b"leverage/nullifier/v1|"
_ENTRY = "leverage/entry/v1"
_WINDOW_PATTERN = rf"[A-Za-z0-9][A-Za-z0-9-]{{0,{MAX_WINDOW_LENGTH - 1}}}"
_TABLE_PATTERN = rf"[a-z0-9][a-z0-9-]{{0,{MAX_TABLE_LENGTH - 1}}}"
_WINDOW = re.compile(_WINDOW_PATTERN)
_CONTEXT = re.compile(
    rf"{re.escape(_CREDENTIAL)}\|(?P<window>{_WINDOW_PATTERN})\|(?P<table>{_TABLE_PATTERN})"
    rf"\|(?P<kind>{'|'.join(Kind)})\|(?P<tier>{'|'.join(Tier)})".encode()
)


class MalformedContext(ValueError):
    """The bytes or names are not those of a credential context, or not of an entry."""


@dataclass(frozen=True, slots=True)
class CredentialContext:
    """What one credential may be spent on."""

    window: str
    table: str
    kind: Kind
    tier: Tier


def credential_context(window: str, table: str, kind: Kind, tier: Tier) -> bytes:
    """Return the context bytes; raise MalformedContext for a name that could not be read back."""
    context = f"{_CREDENTIAL}|{window}|{table}|{kind}|{tier}".encode()
    parse_context(context)
    return context


def parse_context(context: bytes) -> CredentialContext:
    """Read context bytes, the whole of them; raise MalformedContext for anything else."""
    found = leading_context(context)
    if found is None or found[1] != len(context):
        raise MalformedContext
    return found[0]


def leading_context(data: bytes) -> tuple[CredentialContext, int] | None:
    """Return the context that `data` begins with and its length, or None.

    A context shows its own end, since no tier is the beginning of another, so whatever follows
    (a signature) cannot move it.
    """
    match = _CONTEXT.match(data)
    if match is None:
        return None
    context = CredentialContext(
        window=match["window"].decode(),
        table=match["table"].decode(),
        kind=Kind(match["kind"].decode()),
        tier=Tier(match["tier"].decode()),
    )
    return context, match.end()


def nullifier_of(input_msg: bytes) -> bytes:
    """Return the 32-byte spent mark of a credential."""
    return hashlib.sha256(_NULLIFIER + input_msg).digest()


def entry_info(window: str, nullifier: bytes) -> bytes:
    """Return the HPKE info that ties a sealed entry to its row.

    Raise MalformedContext if the window is no window name or the nullifier is not 32 bytes.
    """
    if _WINDOW.fullmatch(window) is None or len(nullifier) != NULLIFIER_SIZE:
        raise MalformedContext
    return f"{_ENTRY}|{window}|{nullifier.hex()}".encode()
