"""How stored facts are put into words: partial dates and leading sentences."""

from __future__ import annotations

import datetime
import re

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from asks.errors import NotAPartialDate

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

# By how many parts a date has: "2026", "July 2026" and "17 April 2026", as the language writes them.
_FORMATS = ("Y", "YEAR_MONTH_FORMAT", "DATE_FORMAT")

_NUMBERS = (
    gettext_lazy("none"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
)


def parse_partial_date(value: str) -> tuple[datetime.date, int]:
    """Return the first day that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` names, and how many parts it has.

    Raises NotAPartialDate for any other text.
    """
    match = _PARTIAL_DATE.fullmatch(value)
    if match is None:
        raise NotAPartialDate(value)
    parts = [int(part) for part in match.groups() if part is not None]
    try:
        return datetime.date(*[*parts, 1, 1][:3]), len(parts)
    except ValueError as error:
        raise NotAPartialDate(value) from error


def partial_date_in_words(value: str) -> str:
    """Return "17 April 2026", "July 2026" or "2026"; "Undated" for an empty text."""
    if not value:
        return _("Undated")
    first_day, parts = parse_partial_date(value)
    return formats.date_format(first_day, _FORMATS[parts - 1])


def date_in_words(day: datetime.date) -> str:
    """Return a whole date as "17 April 2026"."""
    return formats.date_format(day, _FORMATS[2])


def first_sentence(text: str) -> str:
    """Return the text up to its first full stop that a space follows: it stands alone in lists."""
    head, stop, _rest = text.partition(". ")
    return head + "." if stop else head


def number_in_words(number: int) -> str:
    """Return a count as "five"; above twelve in figures, which are read faster then."""
    return str(_NUMBERS[number]) if 0 <= number < len(_NUMBERS) else str(number)
