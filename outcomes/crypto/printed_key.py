"""A private sealing key as four lines that people can copy by hand.

The alphabet is Douglas Crockford's base 32: no I, L, O or U, and whoever writes I, L or O is understood. His check
symbol is a remainder by 37 and needs five signs of its own; here two plain digits hold one by 1021, the largest prime
below 32 squared, so that the whole line, read as a number, is divisible by it (the way of ISO/IEC 7064). As no power
of 32 up to the fourteenth leaves 1, every single wrong digit and every two that changed places are found.
"""

from __future__ import annotations

import re
from enum import StrEnum

from outcomes.crypto.sealing import PRIVATE_KEY_SIZE

LINES = 4
_LINE_SIZE = PRIVATE_KEY_SIZE // LINES
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_LENGTH = 15  # Thirteen digits of the key, two of the remainder.
_GROUP = 5
_CHECK_BITS = 2 * _BITS
_PRIME = 1021
_KEY_LINE = re.compile(rf"^\s*([1-{LINES}])(?:\s*[:.)]\s*|\s+)(\S.*)$")
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\t": None})


class LineProblem(StrEnum):
    """Why a line gave no part of a key."""

    MISSING = "missing"
    TWICE = "twice"
    WRONG_LENGTH = "wrong_length"
    FOREIGN_SIGN = "foreign_sign"
    MISTYPED = "mistyped"


class BadKeyLine(ValueError):
    """Line `line` of a printed key cannot be read; `problem` says why, and neither quotes it."""

    def __init__(self, line: int, problem: LineProblem) -> None:
        super().__init__(f"{line}: {problem.value}")
        self.line, self.problem = line, problem


def key_lines(key: bytes) -> list[str]:
    """Return a key of PRIVATE_KEY_SIZE bytes as numbered lines."""
    parts = [key[start : start + _LINE_SIZE] for start in range(0, len(key), _LINE_SIZE)]
    return [_written(number, part) for number, part in enumerate(parts, start=1)]


def read_key_lines(text: str) -> bytes:
    """Return the key of a text that holds its four lines, in whatever case, grouping and company.

    Raise BadKeyLine for the first line that is missing, there twice in two ways, or mistyped.
    """
    found: dict[int, str] = {}
    for row in text.splitlines():
        if match := _KEY_LINE.match(row):
            number, digits = int(match[1]), match[2].upper().translate(_READ_AS)
            if found.setdefault(number, digits) != digits:
                raise BadKeyLine(number, LineProblem.TWICE)
    return b"".join(_read(number, found.get(number)) for number in range(1, LINES + 1))


def _written(number: int, part: bytes) -> str:
    # The line's number stands before its digits, so that lines that changed places are found too.
    word = number << _BITS * _LENGTH | int.from_bytes(part, "big") << _CHECK_BITS
    word += -word % _PRIME
    digits = [_DIGITS[word >> _BITS * place & 31] for place in reversed(range(_LENGTH))]
    groups = ["".join(digits[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP)]
    return f"{number}  {' '.join(groups)}"


def _read(number: int, digits: str | None) -> bytes:
    if digits is None:
        raise BadKeyLine(number, LineProblem.MISSING)
    if len(digits) != _LENGTH:
        raise BadKeyLine(number, LineProblem.WRONG_LENGTH)
    value = 0
    for digit in digits:
        place = _DIGITS.find(digit)
        if place < 0:
            raise BadKeyLine(number, LineProblem.FOREIGN_SIGN)
        value = value << _BITS | place
    part = value >> _CHECK_BITS
    numbered = number << _BITS * _LENGTH | value
    if numbered % _PRIME or part >> 8 * _LINE_SIZE:
        raise BadKeyLine(number, LineProblem.MISTYPED)
    return part.to_bytes(_LINE_SIZE, "big")
