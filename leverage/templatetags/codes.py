"""Recovery codes as one can read them aloud."""

from __future__ import annotations

from django import template

register = template.Library()

_GROUP = 4


@register.filter
def grouped(code: str) -> str:
    """Return a code in groups of four; the dashes need not be typed again."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
