"""The vault: what an account keeps here, locked before it came (privacy.md 8).

We look at the shape of a file and never inside. It is one in the public format age
(https://age-encryption.org/v1), for one passphrase or one passkey. Its length tells nothing about the sheet in
it but how many steps of 16 kB it takes: one, for a sheet of any number of labs.
"""

from __future__ import annotations

import re
from enum import StrEnum

from leverage.models import User, Vault

STEP = 16 * 1024
MAX_STEPS = 3
FILE_MAX_BYTES = 50 * 1024
"""A header takes about 200 bytes, and three steps 48 kB."""

_BESIDE_THE_TEXT = 16 + 16
"""Of the payload: a nonce before the text, and a tag after it. A file below 64 kB has one tag only."""

# Bytes have one text each: the last letter has no bits to spare.
_SIXTEEN_BYTES = rb"[A-Za-z0-9+/]{21}[AQgw]"
_THIRTY_TWO_BYTES = rb"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"
# Below 2^16 guessing gets cheap; above 2^20 browsers refuse to open.
_BY_WORDS = rb"scrypt " + _SIXTEEN_BYTES + rb" (?:1[6-9]|20)"
_BY_PASSKEY = rb"age-encryption\.org/fido2prf " + _SIXTEEN_BYTES
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"-> (?:(?P<words>" + _BY_WORDS + rb")|" + _BY_PASSKEY + rb")\n"
    rb"" + _THIRTY_TWO_BYTES + rb"\n"
    rb"--- " + _THIRTY_TWO_BYTES + rb"\n"
)


class Lock(StrEnum):
    """What opens a vault."""

    WORDS = "words"
    PASSKEY = "passkey"


class NoVaultFile(ValueError):
    """The bytes are no age file of a size and kind that a vault can be."""


def read_lock(file: bytes) -> Lock:
    """Return what opens a file; raise NoVaultFile unless it is of a kind and size that is kept."""
    header = _HEADER.match(file)
    if header is None:
        raise NoVaultFile
    steps, rest = divmod(len(file) - header.end() - _BESIDE_THE_TEXT, STEP)
    if rest or not 1 <= steps <= MAX_STEPS:
        raise NoVaultFile
    return Lock.WORDS if header["words"] else Lock.PASSKEY


def put_into_vault(account: User, file: bytes) -> Lock:
    """Keep a file in place of what the vault held, and return what opens it.

    Raises NoVaultFile; then the vault holds what it held.
    """
    lock = read_lock(file)
    Vault.objects.update_or_create(account=account, defaults={"ciphertext": file})
    return lock


def vault_content(account: User) -> bytes | None:
    """Return the file of an account's vault, or None for an account without one."""
    found = Vault.objects.filter(account=account).values_list("ciphertext", flat=True).first()
    return None if found is None else bytes(found)


def empty_vault(account: User) -> None:
    """Delete what the vault holds, at once; nothing tells afterwards that there was one."""
    Vault.objects.filter(account=account).delete()
