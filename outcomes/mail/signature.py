"""One DKIM-Signature field: what it claims, and the bytes that it signs (RFC 6376, section 3.5)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from dkim import hash_headers
from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from dkim.util import DuplicateTag, InvalidTagValueList, parse_tag_value

from outcomes.mail.fields import SIGNED_ALWAYS, Field, unfolded
from outcomes.mail.keys import KeyKind
from outcomes.mail.problems import MailProblem, MailRefused
from outcomes.mail.sender import is_or_below

MAX_SIGNED_NAMES = 100

_REQUIRED = {b"v", b"a", b"b", b"bh", b"d", b"h", b"s"}
_KINDS = {b"rsa-sha256": KeyKind.RSA, b"ed25519-sha256": KeyKind.ED25519}
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_][a-z0-9_-]{0,62}")
_SECONDS = re.compile(rb"[0-9]{1,12}")
_BODY_HASH_SIZE = 32


@dataclass(frozen=True, slots=True)
class Signature:
    """The claims of one field. That they are well formed says nothing about who made them."""

    field: Field
    domain: str
    selector: str
    identity: str
    algorithm: bytes
    header_names: tuple[bytes, ...]
    policy: CanonicalizationPolicy
    value: bytes
    signed_at: int | None
    expires_at: int | None
    limits_body: bool

    @property
    def kind(self) -> KeyKind:
        """The kind of its key; raises MailRefused for an algorithm that proves nothing today."""
        if self.algorithm not in _KINDS:
            raise MailRefused(MailProblem.ALGORITHM)
        return _KINDS[self.algorithm]

    def covers_what_it_must(self) -> bool:
        """Return whether From, To, Subject and Date are all signed."""
        return set(self.header_names) >= SIGNED_ALWAYS


class _Collected:
    """Takes what dkimpy would feed to a hash: the signature is checked over the bytes themselves."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def update(self, part: bytes) -> None:
        """Keep one part."""
        self.parts.append(part)


def read_signature(field: Field) -> Signature:
    """Return what a DKIM-Signature field claims; raises MailRefused if it is not well formed."""
    tags = _read_tags(field[1])
    domain, selector = _name(tags[b"d"]), _name(tags[b"s"])
    signed_at, expires_at = _moment(tags.get(b"t")), _moment(tags.get(b"x"))
    names = tuple(name.strip().lower() for name in tags[b"h"].split(b":"))
    body_hash, policy = _decoded(tags[b"bh"]), _policy(tags.get(b"c"))
    # The body stays with the person, so its hash cannot be compared. It is signed like the rest.
    sound = (
        tags[b"v"] == b"1"
        and tags.get(b"q", b"dns/txt") == b"dns/txt"
        and len(body_hash) == _BODY_HASH_SIZE
        and len(names) <= MAX_SIGNED_NAMES
    )
    if not sound:
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return Signature(
        field=field,
        domain=domain,
        selector=selector,
        identity=_identity(tags.get(b"i"), domain),
        algorithm=tags[b"a"].lower(),
        header_names=names,
        policy=policy,
        value=_decoded(tags[b"b"]),
        signed_at=signed_at,
        expires_at=expires_at,
        limits_body=b"l" in tags,
    )


def signed_bytes(signature: Signature, fields: list[Field]) -> bytes:
    """Return the bytes that the signature covers: the named fields from the bottom, then itself."""
    collected = _Collected()
    headers = signature.policy.canonicalize_headers(fields)
    hash_headers(collected, signature.policy, headers, signature.header_names, signature.field, {})
    return b"".join(collected.parts)


def _read_tags(value: bytes) -> dict[bytes, bytes]:
    problem = None
    tags: dict[bytes, bytes] = {}
    try:
        tags = parse_tag_value(unfolded(value))
    except DuplicateTag:
        problem = MailProblem.TAG_TWICE
    except InvalidTagValueList:
        problem = MailProblem.TAGS_MALFORMED
    # Raised out here, for an exception remembers the one it was raised in, and that one quotes the mail.
    if problem is not None:
        raise MailRefused(problem)
    if not tags.keys() >= _REQUIRED:
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return tags


def _name(value: bytes) -> str:
    text = value.decode("ascii", "replace").lower()
    if len(text) > 253 or _NAME.fullmatch(text) is None:
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return text


def _identity(value: bytes | None, domain: str) -> str:
    """Return the domain of the `i=` tag, which must be `d=` or below it."""
    if value is None:
        return domain
    found = _name(value.rpartition(b"@")[2])
    if b"@" not in value or not is_or_below(found, domain):
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return found


def _moment(value: bytes | None) -> int | None:
    if value is None:
        return None
    if _SECONDS.fullmatch(value) is None:
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return int(value)


def _decoded(value: bytes) -> bytes:
    decoded = None
    try:
        decoded = base64.b64decode(b"".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        decoded = None
    if not decoded:
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return decoded


def _policy(value: bytes | None) -> CanonicalizationPolicy:
    policy = None
    try:
        policy = CanonicalizationPolicy.from_c_value(value.lower() if value else None)
    except InvalidCanonicalizationPolicyError:
        policy = None
    if policy is None:
        raise MailRefused(MailProblem.TAGS_MALFORMED)
    return policy
