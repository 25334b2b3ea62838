"""Public keys of mail signatures, as name servers give them (RFC 6376, section 3.6.1; RFC 8463)."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import load_der_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

from outcomes.mail.problems import MailProblem, MailRefused

MIN_RSA_BITS = 1024

PublicKey = rsa.RSAPublicKey | ed25519.Ed25519PublicKey


class KeyKind(StrEnum):
    """The two kinds of keys, by their names in the algorithm of a signature and in a record."""

    RSA = "rsa"
    ED25519 = "ed25519"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A record and the months, as `YYYY-MM`, in which it was first and last seen."""

    record: str
    first_month: str
    last_month: str


FindKeys = Callable[[str, str], Sequence[StoredKey]]
"""Returns what is known under a domain and a selector; must ask nobody."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A usable key, and whether its owner bars it from signing for domains below."""

    key: PublicKey
    strict: bool


def month_of(day: dt.date) -> str:
    """Return the month of a day as the key store writes it."""
    return f"{day.year:04d}-{day.month:02d}"


def month_after(month: str) -> str:
    """Return the month that follows."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"


def is_key_record(text: str) -> bool:
    """Return whether a DNS text is a key, revoked ones too, and not some other text of that name."""
    tags = _tags(text)
    return tags is not None and b"p" in tags and tags.get(b"v", b"DKIM1") == b"DKIM1"


def usable_keys(stored: Sequence[StoredKey], kind: KeyKind, signed_on: dt.date) -> list[KeyRecord]:
    """Return the keys that may have signed a mail of that day; raises MailRefused if there is none.

    A key that vanished stays good for mails of the months in which it was seen and one more, since
    a mail keeps its signature when keys change. There is no lower bound: a key may have signed for
    years before anybody asked for it.
    """
    if not stored:
        raise MailRefused(MailProblem.KEY_UNKNOWN)
    latest = max(key.last_month for key in stored)
    if any(_is_revoked(key.record) for key in stored if key.last_month == latest):
        raise MailRefused(MailProblem.KEY_REVOKED)
    month = month_of(signed_on)
    in_time = [key for key in stored if month <= month_after(key.last_month)]
    if not in_time:
        raise MailRefused(MailProblem.KEY_GONE)
    return _readable([key for key in in_time if not _is_revoked(key.record)], kind)


def verify(key: PublicKey, signature: bytes, signed: bytes) -> None:
    """Return if a signature is good; raises MailRefused if not."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), SHA256())
        else:
            # RFC 8463, section 3: the hash is what gets signed.
            digest = Hash(SHA256())
            digest.update(signed)
            key.verify(signature, digest.finalize())
    except InvalidSignature:
        wrong = True
    else:
        wrong = False
    if wrong:
        raise MailRefused(MailProblem.SIGNATURE_WRONG)


def _readable(stored: Sequence[StoredKey], kind: KeyKind) -> list[KeyRecord]:
    found: list[KeyRecord] = []
    problem = MailProblem.KEY_UNUSABLE
    for key in stored:
        try:
            found.append(_read(key.record, kind))
        except MailRefused as refused:
            problem = refused.problem
    if not found:
        raise MailRefused(problem)
    return found


def _tags(record: str) -> dict[bytes, bytes] | None:
    try:
        tags: dict[bytes, bytes] = parse_tag_value(record.encode("ascii"))
    except (InvalidTagValueList, UnicodeEncodeError):
        return None
    return tags


def _is_revoked(record: str) -> bool:
    return (_tags(record) or {}).get(b"p") == b""


def _read(record: str, kind: KeyKind) -> KeyRecord:
    tags = _tags(record)
    if tags is None or not is_key_record(record):
        raise MailRefused(MailProblem.KEY_UNUSABLE)
    flags = _listed(tags.get(b"t", b""))
    if b"y" in flags:
        raise MailRefused(MailProblem.KEY_TESTING)
    fits = (
        tags.get(b"k", b"rsa") == kind.value.encode()
        and b"sha256" in _listed(tags.get(b"h", b"sha256"))
        and {b"*", b"email"} & _listed(tags.get(b"s", b"*"))
    )
    key = _load(tags[b"p"], kind) if fits else None
    if key is None:
        raise MailRefused(MailProblem.KEY_UNUSABLE)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < MIN_RSA_BITS:
        raise MailRefused(MailProblem.KEY_TOO_SHORT)
    return KeyRecord(key, strict=b"s" in flags)


def _listed(value: bytes) -> set[bytes]:
    return {part.strip() for part in value.split(b":")}


def _load(encoded: bytes, kind: KeyKind) -> PublicKey | None:
    try:
        data = base64.b64decode(b"".join(encoded.split()), validate=True)
        if kind is KeyKind.ED25519:
            return ed25519.Ed25519PublicKey.from_public_bytes(data)
        key = load_der_public_key(data)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPublicKey) else None
