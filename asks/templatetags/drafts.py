"""Drafts as pages show them."""

from __future__ import annotations

from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from asks.composer.draft import Block, Draft
from asks.composer.lines import CUE, ITEM, SIGN

register = template.Library()


@register.simple_tag
def draft_blocks(draft: Draft) -> SafeString:
    """Write a draft as paragraphs; items become a numbered list, blanks stand out, directions step back."""
    groups = groupby(draft.blocks, key=lambda block: block.role)
    return format_html_join("\n", "{}", ((_group(role, list(blocks)),) for role, blocks in groups))


def _group(role: str, blocks: list[Block]) -> SafeString:
    if role == ITEM and len(blocks) > 1:
        items = format_html_join("\n", "<li>{}</li>", ((_words(block),) for block in blocks))
        return format_html("<ol>\n{}\n</ol>", items)
    if role == SIGN:
        return format_html("<p>{}</p>", format_html_join("", "{}<br>", _lines(blocks)))
    marked = SafeString('<p class="cue">{}</p>' if role == CUE else "<p>{}</p>")
    return format_html_join("\n", marked, ((_words(block),) for block in blocks))


def _lines(blocks: list[Block]) -> list[tuple[SafeString]]:
    return [(_words(block),) for block in blocks]


def _words(block: Block) -> SafeString:
    blank = SafeString('<span class="blank">{}</span>')
    return format_html_join(
        "",
        "{}",
        ((format_html(blank, words) if is_blank else words,) for words, is_blank in block.pieces),
    )
