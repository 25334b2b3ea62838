"""What a browser with scripts sends as JSON, turned into domain values or refused in words.

A client of ours never meets these refusals. They are strict because two readers of one request must not
differ: no key twice, none that is unknown, and every value with exactly one text.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from outcomes.crypto.contexts import PREFIX_SIZE, MalformedContext, parse_context
from outcomes.crypto.credential_lines import Credential
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.crypto.signing import SIGNATURE_SIZE
from outcomes.kinds import Kind, Tier
from outcomes.words import Words

JSON = "application/json"
BODY_MAX_BYTES = 16 * 1024
"""A draw of 26 slots takes about eleven of them, an entry two."""

EXCHANGE_MAX_BYTES = 64 * 1024
"""A mail's header may have 16 of them; a longer one is refused in the words for mails, up to here."""

RECEIPT_KEY_SIZE = 32

Member = TypeVar("Member", bound=StrEnum)


class WireProblem(StrEnum):
    """Why a request was not read."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    WRONG_KEYS = "wrong_keys"
    WRONG_VALUE = "wrong_value"
    WRONG_SIZE = "wrong_size"


PROBLEM_WORDS: dict[WireProblem, Words] = {
    WireProblem.TOO_LARGE: _("The request is larger than any that this page sends."),
    WireProblem.NOT_JSON: _("The request is no JSON object with each key once."),
    WireProblem.WRONG_KEYS: _("The request lacks a key, or holds one that is unknown."),
    WireProblem.WRONG_VALUE: _("A value of the request is none that can stand there."),
    WireProblem.WRONG_SIZE: _("A value of the request has not the one size that it must have."),
}


class Step(StrEnum):
    """What can be done with a receipt."""

    STATUS = "status"
    REPLACE = "replace"
    WITHDRAW = "withdraw"


class MalformedRequest(Exception):
    """The body is not what this path takes; `problem` says in what way. Nothing was changed."""

    def __init__(self, problem: WireProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """The blinded messages of one sheet."""

    window: str
    blinded: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class LogRequest:
    """One sealed conversation and the credential that pays for it."""

    window: str
    table: str
    kind: Kind
    tier: Tier
    credential: Credential
    sealed: bytes
    receipt_key: bytes


@dataclass(frozen=True, slots=True)
class ExchangeRequest:
    """A drawn credential, a blinded message for the verified key, and the signed header of a mail."""

    window: str
    table: str
    credential: Credential
    blinded: bytes
    headers: bytes


@dataclass(frozen=True, slots=True)
class ReceiptRequest:
    """A receipt key and what to do with it; only replacing brings new sealed bytes and a credential."""

    step: Step
    receipt_key: bytes
    replacement: tuple[Credential, bytes] | None


def read_draw(body: bytes) -> DrawRequest:
    """Read `{window, blinded: {"table|kind": base64}}`; raise MalformedRequest for anything else.

    Which slots there must be, and how long a message is, are the draw's to judge.
    """
    document = _object(body, {"window", "blinded"})
    blinded = document["blinded"]
    if not isinstance(blinded, dict):
        raise MalformedRequest(WireProblem.WRONG_VALUE)
    messages = {slot: _bytes(blinded, slot, SIGNATURE_SIZE) for slot in blinded}
    return DrawRequest(_text(document, "window"), messages)


def read_log(body: bytes) -> LogRequest:
    """Read a request to log (privacy.md 7); raise MalformedRequest for anything else.

    Both kinds come on one path: what became of an ask is sent as a conversation is, and only `kind` tells.
    """
    keys = {"window", "table", "kind", "tier", "input_msg", "sig", "sealed", "receipt_key"}
    document = _object(body, keys)
    return LogRequest(
        window=_text(document, "window"),
        table=_text(document, "table"),
        kind=_member(document, "kind", Kind),
        tier=_member(document, "tier", Tier),
        credential=_credential(document),
        sealed=_bytes(document, "sealed", SEALED_SIZE),
        receipt_key=_bytes(document, "receipt_key", RECEIPT_KEY_SIZE),
    )


def read_exchange(body: bytes) -> ExchangeRequest:
    """Read a request for a verified credential (privacy.md 7); raise MalformedRequest for anything else.

    The header comes as base64 too: it has line ends, and need not be text in any one encoding.
    """
    keys = {"window", "table", "input_msg", "sig", "blinded", "headers"}
    document = _object(body, keys, most=EXCHANGE_MAX_BYTES)
    return ExchangeRequest(
        window=_text(document, "window"),
        table=_text(document, "table"),
        credential=_credential(document),
        blinded=_bytes(document, "blinded", SIGNATURE_SIZE),
        headers=_bytes(document, "headers"),
    )


def read_receipt(body: bytes) -> ReceiptRequest:
    """Read `{step, receipt_key}`, to replace with `input_msg`, `sig` and `sealed`; raise MalformedRequest."""
    document = _object(body, {"step", "receipt_key"}, optional={"input_msg", "sig", "sealed"})
    step = _member(document, "step", Step)
    replaces = step is Step.REPLACE
    if len(document) != (5 if replaces else 2):
        raise MalformedRequest(WireProblem.WRONG_KEYS)
    key = _bytes(document, "receipt_key", RECEIPT_KEY_SIZE)
    if not replaces:
        return ReceiptRequest(step, key, None)
    return ReceiptRequest(
        step, key, (_credential(document), _bytes(document, "sealed", SEALED_SIZE))
    )


def to_base64(data: bytes) -> str:
    """Return the text of bytes in an answer."""
    return base64.b64encode(data).decode("ascii")


def _object(
    body: bytes,
    keys: set[str],
    *,
    optional: set[str] | None = None,
    most: int = BODY_MAX_BYTES,
) -> Mapping[str, object]:
    if len(body) > most:
        raise MalformedRequest(WireProblem.TOO_LARGE)
    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:  # Also for a number of too many digits.
        raise MalformedRequest(WireProblem.NOT_JSON) from error
    if not isinstance(document, dict):
        raise MalformedRequest(WireProblem.NOT_JSON)
    if not keys <= set(document) <= keys | (optional or set()):
        raise MalformedRequest(WireProblem.WRONG_KEYS)
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise MalformedRequest(WireProblem.NOT_JSON)
    return document


def _text(document: Mapping[str, object], key: str) -> str:
    value = document[key]
    # PostgreSQL refuses a zero character even in a question.
    if not isinstance(value, str) or not value.isprintable():
        raise MalformedRequest(WireProblem.WRONG_VALUE)
    return value


def _member(document: Mapping[str, object], key: str, kind: Callable[[str], Member]) -> Member:
    try:
        return kind(_text(document, key))
    except ValueError as error:
        raise MalformedRequest(WireProblem.WRONG_VALUE) from error


def _bytes(document: Mapping[str, object], key: str, size: int | None = None) -> bytes:
    """Return the bytes of a value: padded base64 (RFC 4648, section 4), each value with its one text."""
    text = _text(document, key)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedRequest(WireProblem.WRONG_VALUE) from error
    # Python's own decoder ignores leftover bits; encoding the result again refuses them.
    if to_base64(data) != text:
        raise MalformedRequest(WireProblem.WRONG_VALUE)
    if size is not None and len(data) != size:
        raise MalformedRequest(WireProblem.WRONG_SIZE)
    return data


def _credential(document: Mapping[str, object]) -> Credential:
    input_msg = _bytes(document, "input_msg")
    try:
        context = parse_context(input_msg[PREFIX_SIZE:])
    except MalformedContext as error:
        raise MalformedRequest(WireProblem.WRONG_VALUE) from error
    return Credential(input_msg, _bytes(document, "sig", SIGNATURE_SIZE), context)
