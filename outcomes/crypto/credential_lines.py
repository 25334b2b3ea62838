"""A credential as one line of text, for saving in a file and pasting back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from outcomes.crypto import base64url
from outcomes.crypto.contexts import (
    MAX_CONTEXT_SIZE,
    PREFIX_SIZE,
    CredentialContext,
    leading_context,
)
from outcomes.crypto.signing import SIGNATURE_SIZE

MARK = "lvg1."
"""What every line begins with; the digit is the version of this form."""

# What mail programs and people put between the parts of a long line: blanks and line ends, the
# angle brackets of a reply, quotation marks, and characters that do not show.
_BETWEEN = re.compile(r"[\s>\"'`\u200b\u200c\u200d\u2060\ufeff\u00ad“”„‟‘’‚«»‹›]+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]*")


class CredentialProblem(StrEnum):
    """Why pasted text gave no credential."""

    NOTHING_PASTED = "nothing_pasted"
    NO_TOKEN = "no_token"  # noqa: S105 - a name, no secret
    CUT_SHORT = "cut_short"
    DAMAGED = "damaged"
    SEVERAL = "several"


class MalformedCredential(ValueError):
    """The pasted text holds no single whole credential; `problem` says in what way."""

    def __init__(self, problem: CredentialProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Credential:
    """The signed right to log one conversation. Reading one does not check its signature."""

    input_msg: bytes
    signature: bytes
    context: CredentialContext


def format_line(credential: Credential) -> str:
    """Return the one-line text of a credential."""
    return MARK + base64url.encode(credential.input_msg + credential.signature)


def parse_line(text: str) -> Credential:
    """Find the one credential in pasted text.

    A label in front, text behind, line wraps, reply marks and quotation marks do no harm, nor does
    the same credential twice. Raise MalformedCredential if nothing was pasted, no credential is in
    the text, one is cut short or damaged, or different ones are in it.
    """
    bare = _BETWEEN.sub("", text)
    if not bare:
        raise MalformedCredential(CredentialProblem.NOTHING_PASTED)
    pieces = bare.split(MARK)[1:]
    if not pieces:
        raise MalformedCredential(CredentialProblem.NO_TOKEN)
    found = {_read(piece) for piece in pieces}
    if len(found) > 1:
        raise MalformedCredential(CredentialProblem.SEVERAL)
    return found.pop()


def _read(piece: str) -> Credential:
    match = _TOKEN.match(piece)
    run = match.group() if match else ""
    # Words may follow the credential once the blanks are gone, so its context has to say where it
    # ends. Whole groups of four characters can be read before that is known.
    start = base64url.decode(run[: len(run) // 4 * 4])
    leading = leading_context(start[PREFIX_SIZE:])
    if leading is None:
        short = len(start) < PREFIX_SIZE + MAX_CONTEXT_SIZE
        raise MalformedCredential(
            CredentialProblem.CUT_SHORT if short else CredentialProblem.DAMAGED
        )
    context, context_size = leading
    message_size = PREFIX_SIZE + context_size
    length = -(-(message_size + SIGNATURE_SIZE) * 4 // 3)
    if len(run) < length:
        raise MalformedCredential(CredentialProblem.CUT_SHORT)
    try:
        data = base64url.decode(run[:length])
    except base64url.MalformedBase64 as error:
        raise MalformedCredential(CredentialProblem.DAMAGED) from error
    return Credential(data[:message_size], data[message_size:], context)
