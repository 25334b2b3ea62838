"""Words and marks of the catalogue: chips, dates, lines of evidence, words that changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from asks.browse import AskRow
from asks.evidence import Evidence, PositionCounts
from asks.forms import Option
from asks.kinds import Confidence, Effort, PositionStatus, Verified
from asks.text_diff import Change, Piece
from asks.wording import partial_date_in_words

register = template.Library()

# Enough for every ask of a large catalogue in each language.
MOST_MARKS = 1000


@register.simple_tag
def position_chip(status: str, count: int | None = None) -> SafeString:
    """Show one claim as a framed chip; `count` says how many labs or asks share it."""
    return _chip("chip", status, count)


@register.simple_tag
def position_count(status: str, count: int) -> SafeString:
    """Show how many hold a position, without a frame, so that lists stay quiet."""
    return _chip("chip plain", status, count)


@register.simple_tag
def ask_rows(rows: Iterable[AskRow], lab_name: str, *, badge: bool) -> SafeString:
    """Show asks in a list, each on its lines; `badge` says whether to mark those in focus.

    What differs with a search is put together here and not in a template, whose nodes would be most of a search's time.
    """
    language = get_language()
    lines = []
    for row in rows:
        lines += [
            '<li class="row">\n',
            _focus_badge(language) if badge and row.in_focus else "",
            f'<h3 lang="en"><a href="{escape(row.path)}">{row.title_marked}</a></h3>\n',
            f'<p lang="en">{row.lead_marked}</p>\n',
            f'<p class="small quiet">{_also(row.put_as)}</p>\n' if row.put_as else "",
            _part("asks/_ask_at_lab.html", row, lab_name) if row.at_lab else "",
            _marks(language, row, lab_name),
            "</li>\n",
        ]
    return mark_safe("".join(lines))  # noqa: S308 (what is marked is escaped: `Marker.marked`)


@register.simple_tag
def effort_boxes(efforts: Iterable[Option], typed: Collection[str], suffix: str) -> SafeString:
    """Write the boxes of effort, each on a line."""
    boxes = []
    for number, (value, label, count) in enumerate(efforts):
        box = f'<label><input type="checkbox" name="effort" id="effort-{escape(suffix)}_{number}"'
        checked = " checked" if value in typed else ""
        words = escape(str(label)) if count is None else f"{escape(str(label))} ({count})"
        boxes.append(f'{box} value="{escape(value)}"{checked}> <span>{words}</span></label>\n')
    return mark_safe("".join(boxes))  # noqa: S308 (each piece is escaped)


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


def _also(words: SafeString) -> str:
    return _('Also put as “<span lang="en">%(words)s</span>”.') % {"words": words}


@lru_cache
def _focus_badge(_language: str | None) -> str:
    return render_to_string("components/focus_badge.html") + "\n"


def _marks(language: str | None, row: AskRow, lab_name: str) -> str:
    """Return the facts under an ask; those that ask nothing of a lab are written once for the same facts."""
    if lab_name or row.at_lab or row.support:
        return _part("asks/_ask_marks.html", row, lab_name)
    return _marks_of(language, row.slug, row.title, row.topic, row.effort, row.counts)


@lru_cache(maxsize=MOST_MARKS)
def _marks_of(
    _language: str | None, slug: str, title: str, topic: str, effort: Effort, counts: PositionCounts
) -> str:
    facts = {"slug": slug, "title": title, "topic": topic, "effort": effort, "counts": counts}
    return _part("asks/_ask_marks.html", facts, "")


def _part(template: str, row: AskRow | Mapping[str, object], lab_name: str) -> str:
    return render_to_string(template, {"row": row, "lab_name": lab_name})


def _chip(classes: str, status: str, count: int | None) -> SafeString:
    known = PositionStatus(status)
    words = known.label if count is None else f"{known.label} {count}"
    return format_html('<span class="{} {}">{}</span>', classes, known.value, words)


def _link(url: str, words: str) -> SafeString:
    # Who published a source is named as the catalogue has it: in English on every page.
    return format_html('<a href="{}" rel="noreferrer" lang="en">{}</a>', url, words)


def _dotted(parts: list[object]) -> SafeString:
    return format_html_join(" · ", "{}", ((part,) for part in parts))
