"""Words and marks of the catalogue: chips, dates, the strength of evidence."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from asks.kinds import Confidence, PositionStatus
from asks.wording import partial_date_in_words

register = template.Library()


@register.simple_tag
def position_chip(status: str, count: int | None = None) -> SafeString:
    """Show one claim as a framed chip; `count` says how many labs or asks share it."""
    return _chip("chip", status, count)


@register.simple_tag
def position_count(status: str, count: int) -> SafeString:
    """Show how many hold a position, without a frame, so that lists stay quiet."""
    return _chip("chip plain", status, count)


@register.filter
def partial_date(value: str) -> str:
    """Write "17 April 2026", "July 2026", "2026" or "Undated"."""
    return partial_date_in_words(value)


@register.filter
def evidence_strength(confidence: str) -> str:
    """Write "evidence strong", "evidence fair" or "evidence thin"."""
    return str(Confidence(confidence).label)


def _chip(classes: str, status: str, count: int | None) -> SafeString:
    known = PositionStatus(status)
    words = known.label if count is None else f"{known.label} {count}"
    return format_html('<span class="{} {}">{}</span>', classes, known.value, words)
