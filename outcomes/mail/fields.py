"""The header fields of a mail, as pasted."""

from __future__ import annotations

import re

from outcomes.mail.problems import MailProblem, MailRefused

MAX_BYTES = 16 * 1024
MAX_FIELDS = 200  # A mail that crossed five servers has about eighty.

Field = tuple[bytes, bytes]
"""A name and everything after the colon, folds and the last CRLF included: what dkimpy works on."""

# RFC 5322, section 3.6.8: printable signs but no colon. A blank before the colon is obsolete, and
# readers differ on whose field that is, so such a line is no field here.
_FIELD = re.compile(rb"([\x21-\x39\x3b-\x7e]+):(.*)", re.DOTALL)
_FOLD = (b" ", b"\t")
# No sender folds with so many blanks, and patterns of the library take the square of their number.
_MANY_BLANKS = re.compile(rb"\s{200}")

_ONCE = {
    b"from": MailProblem.FROM_COUNT,
    b"to": MailProblem.TO_COUNT,
    b"subject": MailProblem.SUBJECT_COUNT,
    b"date": MailProblem.DATE_COUNT,
}
SIGNED_ALWAYS = frozenset(_ONCE)
"""The fields that say who wrote to whom, about what and when."""


def read_fields(raw: bytes) -> list[Field]:
    """Return the fields in their order; whatever follows the first empty line is not looked at.

    Line ends may be CRLF or LF. Raises MailRefused for text that is no header.
    """
    if len(raw) > MAX_BYTES:
        raise MailRefused(MailProblem.TOO_LARGE)
    if b"\0" in raw:
        raise MailRefused(MailProblem.NULLS)
    text = raw.replace(b"\r\n", b"\n").strip(b"\n")
    if not text.strip():
        raise MailRefused(MailProblem.NOTHING_PASTED)
    if b"\r" in text or _MANY_BLANKS.search(text):
        raise MailRefused(MailProblem.MALFORMED)
    head = text.partition(b"\n\n")[0]
    fields: list[Field] = []
    for line in head.split(b"\n"):
        _add_line(fields, line)
    if len(fields) > MAX_FIELDS:
        raise MailRefused(MailProblem.TOO_LARGE)
    return fields


def _add_line(fields: list[Field], line: bytes) -> None:
    if line.startswith(_FOLD):
        # A fold of blanks alone may be an empty line that lost its meaning on the way.
        if not fields or not line.strip():
            raise MailRefused(MailProblem.MALFORMED)
        name, value = fields[-1]
        fields[-1] = (name, value + line + b"\r\n")
        return
    found = _FIELD.fullmatch(line)
    if found is None:
        raise MailRefused(MailProblem.MALFORMED)
    fields.append((found[1], found[2] + b"\r\n"))


def require_once(fields: list[Field]) -> None:
    """Return if From, To, Subject and Date stand there once each; raises MailRefused otherwise.

    A second one is what a mail program may show in place of the signed one.
    """
    names = [name.lower() for name, _value in fields]
    for name, problem in _ONCE.items():
        if names.count(name) != 1:
            raise MailRefused(problem)


def all_values(fields: list[Field], wanted: bytes) -> list[Field]:
    """Return the fields of a name in any case."""
    return [field for field in fields if field[0].lower() == wanted]


def unfolded(value: bytes) -> bytes:
    """Return a value on one line, without blanks around it."""
    return value.replace(b"\r\n", b"").strip()
