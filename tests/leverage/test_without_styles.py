"""Pages say everything without style sheets: what those write themselves is ornament, or repeats what is there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.leverage.style_sheets import Rule, ours, rules

ORNAMENTS = (
    r'""',
    r'"[^"]*" / ""',  # Not read out either.
    r"counter\(word\)",  # The numbers that a list has anyway.
    r'" \(" attr\(href\) "\)"',  # On paper, where a link leads.
)


def only_in_styles(sheet: Iterable[Rule]) -> list[str]:
    """Return what style sheets write into a page that is not there without them."""
    written = [value for rule in sheet for name, value in rule.declared if name == "content"]
    return [text for text in written if not any(re.fullmatch(one, text) for one in ORNAMENTS)]


def test_style_sheets_write_only_ornaments() -> None:
    assert only_in_styles(ours()) == []


def test_a_word_that_only_a_style_sheet_says_is_seen() -> None:
    assert only_in_styles(rules('a::before { content: "Error" }')) == ['"Error"']
    assert only_in_styles(rules('a::before { content: "-" / "" } p { float: none }')) == []
