"""Words and marks of the catalogue: chips, dates, lines of evidence, words that changed."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from asks.evidence import Evidence
from asks.kinds import Confidence, PositionStatus, Verified
from asks.text_diff import Change, Piece
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


@register.simple_tag
def evidence_line(evidence: Evidence) -> SafeString:
    """Show from when, from whom and how sure a position is, and when somebody last looked."""
    checked = _("checked %(day)s") % {"day": evidence.checked}
    parts: list[object] = [
        evidence.date,
        _link(evidence.url, evidence.publisher),
        evidence.strength.label,
        evidence.level.label,
        checked if evidence.checked else _("no check recorded"),
    ]
    if evidence.via_summary:
        parts.insert(3, _("read through a summary"))
    if evidence.due:
        parts.append(format_html("<strong>{}</strong>", _("due for a check")))
    return format_html('<p class="evidence">{}</p>', _dotted(parts))


@register.simple_tag
def source_line(date: str, publisher: str, url: str, level: str) -> SafeString:
    """Show date, source and level of a fact that is no position of its own."""
    parts = [date, _link(url, publisher), Verified(level).label]
    return format_html(
        '<span class="evidence">{}</span>', _dotted([part for part in parts if part])
    )


@register.filter
def partial_date(value: str) -> str:
    """Write "17 April 2026", "July 2026", "2026" or "Undated"."""
    return partial_date_in_words(value)


@register.filter
def evidence_strength(confidence: str) -> str:
    """Write "evidence strong", "evidence fair" or "evidence thin"."""
    return str(Confidence(confidence).label)


@register.filter
def verified_level(verified: str) -> str:
    """Write how close the fact check came to the original document."""
    return str(Verified(verified).label)


@register.simple_tag
def changed_words(piece: Piece) -> SafeString:
    """Show some words of a comparison; what came or went says so in words, not by its look alone."""
    if piece.change is Change.ADDED:
        return format_html(
            '<ins>[{} <span lang="en">{}</span>]</ins> ', _("added:"), piece.text.strip()
        )
    if piece.change is Change.REMOVED:
        return format_html(
            '<del>[{} <span lang="en">{}</span>]</del> ', _("taken out:"), piece.text.strip()
        )
    return format_html('<span lang="en">{}</span> ', piece.text)


def _chip(classes: str, status: str, count: int | None) -> SafeString:
    known = PositionStatus(status)
    words = known.label if count is None else f"{known.label} {count}"
    return format_html('<span class="{} {}">{}</span>', classes, known.value, words)


def _link(url: str, words: str) -> SafeString:
    # Who published a source is named as the catalogue has it: in English on every page.
    return format_html('<a href="{}" rel="noreferrer" lang="en">{}</a>', url, words)


def _dotted(parts: list[object]) -> SafeString:
    return format_html_join(" · ", "{}", ((part,) for part in parts))
