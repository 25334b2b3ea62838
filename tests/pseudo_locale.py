"""A made-up language without a single Latin letter, and a reader of the Latin letters that a page still has.

A message comes out in brackets, in Hebrew letters and a third longer: it runs from right to left as such pages
do. What is filled into it stays as it was, so a bare word is seen inside of a translated sentence too.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser

from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

# As `en-XA` and `ar-XB` of others, by the name of a script; Django takes what begins with "he" from right to left.
LANGUAGE = "he-xb"

# What a translator would leave alone: places to fill in, tags, entities, addresses.
_KEPT = re.compile(r"(%\(\w+\)[a-z]|%[sdr%]|\{[^{}]*\}|<[^<>]*>|&#?\w+;|https?://\S+)")
_ALPHABET = "אבגדהוזחטיכלמנסעפצקרשתךםןף"
_HEBREW = str.maketrans(
    {
        **dict(zip(string.ascii_lowercase, _ALPHABET, strict=True)),
        **dict(zip(string.ascii_uppercase, _ALPHABET, strict=True)),
        # German is about a third longer than English: so many letters are vowels.
        **{vowel: _ALPHABET[string.ascii_lowercase.index(vowel)] * 2 for vowel in "aeiou"},
    }
)

# Attributes that a person reads or hears, and `content` of the metadata that search results show.
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "label"}
METADATA = {"description", "og:title", "og:description"}
UNREAD = {"script", "style", "template"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
LETTERS = re.compile(r"[A-Za-z]")


class PseudoTranslation(trans_real.DjangoTranslation):
    """Translates every message, of Django and of other packages too."""

    def __init__(self) -> None:
        super().__init__("en")

    def to_language(self) -> str:
        """Return the name of the language."""
        return LANGUAGE

    def gettext(self, message: str) -> str:
        """Return the message in other letters, without the context that may precede it."""
        return pseudo(message.rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the form that English takes, in other letters."""
        return pseudo(msgid1 if n == 1 else msgid2)


def pseudo(message: str) -> str:
    """Translate one message."""
    # Splitting by a group gives what was between at the even places, and what is kept at the odd ones.
    parts = enumerate(_KEPT.split(message))
    return f"⟦{''.join(part if odd % 2 else part.translate(_HEBREW) for odd, part in parts)}⟧"


@contextmanager
def pseudo_locale() -> Iterator[None]:
    """Let the made-up language be the site's own for a while: at plain addresses, on a server in this process too."""
    known = vars(trans_real)["_translations"]
    known[LANGUAGE] = PseudoTranslation()
    try:
        with override_settings(LANGUAGE_CODE=LANGUAGE), translation.override(LANGUAGE):
            yield
    finally:
        del known[LANGUAGE]


class _Reader(HTMLParser):
    """Collects the texts and the spoken attributes that have a Latin letter."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if not self._silent:
            self._read_attributes(tag, values)
        unread = tag in UNREAD or values.get("translate") == "no"
        if tag not in VOID and (self._silent or unread):
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag not in VOID:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _read_attributes(self, tag: str, values: dict[str, str]) -> None:
        for name in sorted(SPOKEN & values.keys()):
            self._note(values[name])
        if tag == "meta" and values.get("name", values.get("property")) in METADATA:
            self._note(values.get("content", ""))
        if tag == "input" and values.get("type") in {"submit", "button", "reset"}:
            self._note(values.get("value", ""))

    def _note(self, text: str) -> None:
        words = " ".join(text.split())
        if LETTERS.search(words):
            self.found.append(words)


def untranslated(page: str) -> list[str]:
    """Return every text of a page, and every spoken attribute, that has a Latin letter in it."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.found
