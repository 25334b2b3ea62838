"""The plaintext of a sealed conversation: small canonical JSON, padded to one size for all."""

from __future__ import annotations

import json
from dataclasses import dataclass

from outcomes.crypto import base64url
from outcomes.crypto.contexts import MAX_CONTEXT_SIZE, PREFIX_SIZE
from outcomes.crypto.sealing import PLAINTEXT_SIZE
from outcomes.crypto.signing import SIGNATURE_SIZE
from outcomes.kinds import Decision, Kept, ResponseClass

VERSION = 2
NONCE_SIZE = 16
MAX_ITEMS = 3
MAX_ASK_LENGTH = 48
"""Three slugs of this length fit the padded size beside the longest credential."""

_KEYS = ("v", "input_msg", "sig", "items", "decided", "nonce")
_ANSWERS = (*ResponseClass, *Kept)


class MalformedPayload(ValueError):
    """The bytes are no conversation, or the conversation cannot be written down."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One conversation as its author sealed it, with the credential that pays for it."""

    input_msg: bytes
    signature: bytes
    items: tuple[tuple[str, str], ...]
    """Pairs of an ask's slug and an answer. What counts is for the release to judge."""
    nonce: bytes
    decided: tuple[str, str] | None = None
    """The ask that decided the offer, and how; for the release to judge as well."""


def encode(payload: Payload) -> bytes:
    """Return the padded plaintext, always PLAINTEXT_SIZE bytes.

    Raise MalformedPayload unless there are one to three distinct asks with slugs of 1 to 48
    characters, known answers, a known decision about one of them or none, and a credential and nonce
    of the right sizes.
    """
    asks = [ask for ask, _ in payload.items]
    if len(asks) > MAX_ITEMS or len(set(asks)) != len(asks):
        raise MalformedPayload
    if any(answer not in _ANSWERS for _, answer in payload.items):
        raise MalformedPayload
    if payload.decided is not None and not (
        payload.decided[0] in asks and payload.decided[1] in list(Decision)
    ):
        raise MalformedPayload
    _check(payload)
    document = {
        "v": VERSION,
        "input_msg": base64url.encode(payload.input_msg),
        "sig": base64url.encode(payload.signature),
        "items": [[ask, str(answer)] for ask, answer in payload.items],
        "decided": payload.decided and [payload.decided[0], str(payload.decided[1])],
        "nonce": base64url.encode(payload.nonce),
    }
    text = json.dumps(document, separators=(",", ":")).encode("ascii")
    if len(text) > PLAINTEXT_SIZE:
        raise MalformedPayload
    return text.ljust(PLAINTEXT_SIZE, b"\0")


def decode(plaintext: bytes) -> Payload:
    """Read an opened conversation; raise MalformedPayload if anything about it is not well formed.

    Unknown asks and classes, repeated asks and a fourth ask are left to the release, which has the
    window's own list. The order of the keys is free, for browsers may differ in it.
    """
    if len(plaintext) != PLAINTEXT_SIZE:
        raise MalformedPayload
    document = _parse(plaintext.rstrip(b"\0"))
    if set(document) != set(_KEYS) or type(document["v"]) is not int or document["v"] != VERSION:
        raise MalformedPayload
    payload = Payload(
        input_msg=_bytes(document["input_msg"]),
        signature=_bytes(document["sig"]),
        items=_items(document["items"]),
        decided=None if document["decided"] is None else _item(document["decided"]),
        nonce=_bytes(document["nonce"]),
    )
    _check(payload)
    return payload


def _check(payload: Payload) -> None:
    sizes_hold = (
        PREFIX_SIZE < len(payload.input_msg) <= PREFIX_SIZE + MAX_CONTEXT_SIZE
        and len(payload.signature) == SIGNATURE_SIZE
        and len(payload.nonce) == NONCE_SIZE
    )
    slugs_hold = all(ask.isascii() and 0 < len(ask) <= MAX_ASK_LENGTH for ask, _ in payload.items)
    if not (sizes_hold and slugs_hold and payload.items):
        raise MalformedPayload


def _parse(text: bytes) -> dict[str, object]:
    try:
        document = json.loads(text.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise MalformedPayload from error
    if not isinstance(document, dict):
        raise MalformedPayload
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Two readers may disagree on which of two equal keys counts; so neither may occur.
    document = dict(pairs)
    if len(document) != len(pairs):
        raise MalformedPayload
    return document


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise MalformedPayload
    try:
        return base64url.decode(value)
    except base64url.MalformedBase64 as error:
        raise MalformedPayload from error


def _items(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        raise MalformedPayload
    return tuple(_item(item) for item in value)


def _item(value: object) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise MalformedPayload
    ask, answer = value
    if not isinstance(ask, str) or not isinstance(answer, str):
        raise MalformedPayload
    return ask, answer
