"""Passwords that are tried first: usual ones made longer, rows of keys, and words of this very site."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from asks.catalogue_folder import CATALOGUE_FOLDER

# What somebody thinks of who opens an account here; names of labs come from the catalogue.
WORDS_OF_THE_SITE = frozenset(
    [
        "account",
        "admin",
        "ask",
        "asks",
        "candidate",
        "conversation",
        "credential",
        "curator",
        "leverage",
        "lever",
        "lab",
        "labs",
        "log",
        "offer",
        "passwort",
        "password",
        "receipt",
        "safety",
        "sheet",
        "tally",
        "tallies",
        "vault",
        "verified",
        "window",
    ]
)
_ROWS = (
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)
_FEWEST_LETTERS_OF_ONES_OWN = 6
_SHORTEST_NAME = 3


class UsualPasswordValidator:
    """Refuses what is usual once its ornaments are taken off.

    Of the rules about lengths and kinds of signs it knows nothing: four unrelated words pass, whatever they are.
    """

    def __init__(self) -> None:
        self._usual = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that would be tried early."""
        whole = password.casefold()
        plain = {_repeated_part(whole), _without_ornaments(whole)}
        plain |= {
            _without_ornaments(_repeated_part(whole)),
            _repeated_part(_without_ornaments(whole)),
        }
        plain.discard("")
        if plain & self._usual or any(map(_is_row, plain)) or _is_of_the_site(whole):
            raise ValidationError(
                _("This password is among the first that are tried. Take four unrelated words."),
                code="password_usual",
            )

    def get_help_text(self) -> str:
        """Return what to do in its place."""
        return _("Four or five unrelated words do well.")


@cache
def words_of_the_site() -> tuple[str, ...]:
    """Return the words that say nothing here, the longest first: those of the site and the names of labs."""
    names = [file.stem for file in (CATALOGUE_FOLDER / "labs").glob("*.yaml")]
    parts = {part for name in names for part in (name.replace("-", ""), *name.split("-"))}
    known = WORDS_OF_THE_SITE | {part for part in parts if len(part) >= _SHORTEST_NAME}
    return tuple(sorted(known, key=lambda word: (-len(word), word)))


def _without_ornaments(text: str) -> str:
    """Return a text without what is not a letter at both ends."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _repeated_part(text: str) -> str:
    """Return the shortest beginning of which a text is made, the last time perhaps not whole."""
    for length in range(1, len(text) * 2 // 3 + 1):
        if (text[:length] * (len(text) // length + 1)).startswith(text):
            return text[:length]
    return text


def _is_row(text: str) -> bool:
    """Return whether the text goes along a row of keys or digits, forwards or backwards, round and round."""
    if len(text) == 1:
        return True
    rounds = [row * (len(text) // len(row) + 2) for row in _ROWS]
    return any(text in one or text in one[::-1] for one in rounds)


def _is_of_the_site(text: str) -> bool:
    letters = "".join(sign for sign in text if sign.isalpha())
    left = letters
    for word in words_of_the_site():
        left = left.replace(word, "")
    return left != letters and len(left) < _FEWEST_LETTERS_OF_ONES_OWN
