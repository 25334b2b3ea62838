"""What is wrong with a parameter, in words: pydantic's own are for programmers and cannot be translated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

# By the kind of error that pydantic tells.
_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "enum": lambda told: _("must be one of %s") % told["expected"],
    "greater_than_equal": lambda told: _("must be at least %s") % told["ge"],
    "less_than_equal": lambda told: _("must be at most %s") % told["le"],
    "string_pattern_mismatch": lambda _told: _("must be a name: letters a to z, digits, - and _"),
    "string_too_long": lambda told: _("must have at most %s signs") % told["max_length"],
    "string_too_short": lambda told: _("must have at least %s signs") % told["min_length"],
    "value_error": lambda told: str(told["error"]),
}


def fault_words(fault: Mapping[str, Any]) -> str:
    """Return what one error of pydantic says, without what was sent."""
    words = _WORDS.get(str(fault["type"]))
    return words(fault.get("ctx", {})) if words else _("does not fit")
