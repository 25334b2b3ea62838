"""Made-up mails, signed here with keys made here, and a key store to match."""

from __future__ import annotations

import base64
import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from outcomes.mail.check import check_mail
from outcomes.mail.fields import Field, read_fields
from outcomes.mail.keys import StoredKey
from outcomes.mail.problems import MailProblem, MailRefused
from outcomes.mail.sender import Sender
from outcomes.mail.signature import read_signature, signed_bytes

TODAY = dt.date(2025, 3, 14)
MONTH = "2025-03"
DOMAIN = "north-lab.example"
SELECTOR = "s1"
SIGNED_AT = int(dt.datetime(2025, 3, 3, 10, tzinfo=dt.UTC).timestamp())
NAMES = "from:to:subject:date:message-id"
FIELDS = {
    "From": "Ada Recruiter <ada@north-lab.example>",
    "To": "Candidate <me@home.example>",
    "Subject": "Your offer",
    "Date": "Mon, 03 Mar 2025 10:00:00 +0000",
    "Message-ID": "<1@north-lab.example>",
}


class ShortKey:
    """A key of 512 bits: the library makes none any more, so its few sums are done here."""

    def __init__(self) -> None:
        p, q = _probable_prime(256), _probable_prime(256)
        self.n, self.e = p * q, 65537
        self._d = pow(self.e, -1, (p - 1) * (q - 1))

    def sign(self, data: bytes) -> bytes:
        """Sign as RFC 8017, section 8.2.1 does."""
        digest = Hash(SHA256())
        digest.update(data)
        info = bytes.fromhex("3031300d060960864801650304020105000420") + digest.finalize()
        block = b"\x00\x01" + b"\xff" * (64 - 3 - len(info)) + b"\x00" + info
        return pow(int.from_bytes(block, "big"), self._d, self.n).to_bytes(64, "big")

    def public_der(self) -> bytes:
        """Return the public half as DER SubjectPublicKeyInfo."""
        numbers = _integer(self.n) + _integer(self.e)
        algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
        bits = _tagged(0x03, b"\x00" + _tagged(0x30, numbers))
        return _tagged(0x30, algorithm + bits)


Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ShortKey


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return one RSA key of that size; making one takes longer than a test."""
    return rsa.generate_private_key(65537, bits)


@cache
def other_key() -> rsa.RSAPrivateKey:
    """Return a key that is not the lab's."""
    return rsa.generate_private_key(65537, 2048)


def record(key: Key, **tags: str) -> str:
    """Return the DNS record of a key, with tags of the test's own before the key itself."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        tags = {"k": "ed25519", **tags}
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    elif isinstance(key, ShortKey):
        public = key.public_der()
    else:
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    shown = {"v": "DKIM1", **tags, "p": base64.b64encode(public).decode()}
    return "; ".join(f"{name}={value}" for name, value in shown.items())


def signature(
    fields: Mapping[str, str] = FIELDS,
    key: Key | None = None,
    /,
    *,
    domain: str = DOMAIN,
    more: str = "",
    **tags: str,
) -> str:
    """Return a DKIM-Signature field over `fields`; `more` stands behind the other tags."""
    key = key or rsa_key()
    kind = "ed25519" if isinstance(key, ed25519.Ed25519PrivateKey) else "rsa"
    body_hash = base64.b64encode(bytes(32)).decode()
    shown = {
        "v": "1",
        "a": f"{kind}-sha256",
        "c": "relaxed/relaxed",
        "d": domain,
        "s": SELECTOR,
        "t": str(SIGNED_AT),
        "h": NAMES,
        "bh": body_hash,
        **tags,
    }
    text = "; ".join(f"{name}={value}" for name, value in shown.items() if value) + more
    draft = text + ";\r\n b="
    covered = _covered(f"{draft}AAAA", fields)
    return f"DKIM-Signature: {draft}{base64.b64encode(_sign(key, covered)).decode()}"


def mail(*signatures: str, fields: Mapping[str, str] = FIELDS, more: Sequence[str] = ()) -> bytes:
    """Return a header as it is pasted: signatures, fields, and lines of the test's own below."""
    lines = [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join([*signatures, *lines, *more, ""]).encode()


def signed_mail(fields: Mapping[str, str] = FIELDS, key: Key | None = None, /, **how: str) -> bytes:
    """Return a mail that is signed as it stands; `how` is as `signature` takes it."""
    return mail(signature(fields, key, **how), fields=fields)


class Store:
    """A key store of the test's own, and what it was asked for."""

    def __init__(self, *keys: StoredKey, domain: str = DOMAIN, selector: str = SELECTOR) -> None:
        self.keys = {(domain, selector): list(keys)}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, domain: str, selector: str) -> Sequence[StoredKey]:
        """Find keys, as the check asks for them."""
        self.asked.append((domain, selector))
        return self.keys.get((domain, selector), [])


def stored(text: str, first: str = "2024-06", last: str = MONTH) -> StoredKey:
    """Return a record as the store keeps it."""
    return StoredKey(text, first, last)


LAB = (Sender(DOMAIN),)


def store(**tags: str) -> Store:
    """Return a store that holds the lab's usual key, with tags of the test's own in its record."""
    return Store(stored(record(rsa_key(), **tags)))


def problem_of(
    headers: bytes,
    *,
    known: Store | None = None,
    senders: Sequence[Sender] = LAB,
    today: dt.date = TODAY,
) -> MailProblem | None:
    """Return why a mail is refused, or None when it is accepted."""
    try:
        check_mail(headers, senders, known or store(), today=today)
    except MailRefused as refused:
        return refused.problem
    return None


def fields(**changed: str) -> dict[str, str]:
    """Return the fields of the usual mail with some of them changed."""
    return {**FIELDS, **changed}


def _covered(signature_value: str, fields: Mapping[str, str]) -> bytes:
    """Return what a signature with this value covers: the check's own reading, proved apart by dkimpy's signer."""
    field: Field = (b"DKIM-Signature", f" {signature_value}\r\n".encode())
    listed = read_fields(mail(fields=fields))
    return signed_bytes(read_signature(field), listed)


def _sign(key: Key, covered: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(covered, padding.PKCS1v15(), SHA256())
    if isinstance(key, ed25519.Ed25519PrivateKey):
        digest = Hash(SHA256())
        digest.update(covered)
        return key.sign(digest.finalize())
    return key.sign(covered)


def _probable_prime(bits: int) -> int:
    while True:
        number = secrets.randbits(bits) | 3 << (bits - 2) | 1
        if number % 65537 != 1 and pow(2, number - 1, number) == 1:
            return number


def _integer(number: int) -> bytes:
    return _tagged(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _tagged(tag: int, content: bytes) -> bytes:
    """Return DER: a tag, a length below 256, the content."""
    length = bytes([len(content)]) if len(content) < 128 else bytes([0x81, len(content)])
    return bytes([tag]) + length + content
