"""The colours keep the contrast that the design promises, on light and on dark screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.leverage.colours import (
    DECORATION,
    GROUNDS,
    MARK_AT_LEAST,
    MARKS,
    SCHEMES,
    STRONG_MARKS,
    TEXT,
    TEXT_AT_LEAST,
    TOKENS,
    colours,
    luminance,
    ratio,
)
from tests.leverage.style_sheets import Rule, ours


def _ratio(first: str, second: str, scheme: str) -> float:
    known = colours(scheme)
    return ratio(known[first], known[second])


def _grounds(rule: Rule) -> set[str]:
    # A hatching of thin lines is no ground: words on it have one of their own.
    return (rule.tokens("background") & colours("light").keys()) - DECORATION


def test_black_on_white_has_the_greatest_ratio() -> None:
    assert (luminance("ffffff") + 0.05) / (luminance("000000") + 0.05) == pytest.approx(21)


def test_a_paler_colour_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paler = tmp_path / "tokens.css"
    paler.write_text(TOKENS.read_text().replace("--ink-2: #4b5459", "--ink-2: #6b7479"))
    monkeypatch.setattr("tests.leverage.colours.TOKENS", paler)
    assert _ratio("ink-2", "paper", "light") < TEXT_AT_LEAST
    assert _ratio("ink-2", "paper", "dark") >= TEXT_AT_LEAST


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    pattern = r"--([\w-]+): #[0-9a-f]{6};"
    assert re.findall(pattern, dark.split("@media print")[0]) == re.findall(pattern, light)


def test_every_text_of_a_rule_with_a_ground_of_its_own_is_measured() -> None:
    pairs = {
        (text, ground)
        for rule in ours()
        for text in rule.tokens("color")
        for ground in _grounds(rule)
    }
    assert len(pairs) > 5
    assert pairs - set(TEXT) == set()


def test_every_colour_of_text_is_measured() -> None:
    used = set().union(*(rule.tokens("color") for rule in ours()))
    # Dots of trends are marks, though a picture takes its colours from text.
    marks = {front for front, _back in MARKS} - {"ink", "accent", "error"}
    assert used - {front for front, _back in TEXT} - marks == set()


def test_every_colour_of_a_line_is_measured_or_decoration() -> None:
    used = set().union(*(rule.tokens("border", "outline") for rule in ours()))
    # The frame of a button that is pointed at is as strong as its words.
    measured = {front for front, _back in MARKS} | {"accent-strong"}
    assert used - measured - DECORATION == set()


def test_every_ground_is_known() -> None:
    used = set().union(*(_grounds(rule) for rule in ours()))
    filled = {"accent", "accent-strong", "yes-fill", "open-fill", "no-fill"}
    assert used - filled == GROUNDS


def test_no_colour_is_given_outside_of_the_tokens() -> None:
    sheets = [
        rule
        for rule in ours()
        if ":root" not in rule.selector and "@media print" not in rule.within
    ]
    raw = {
        (rule.selector, value)
        for rule in sheets
        for _name, value in rule.declared
        if re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl|\b(black|red|gray|grey)\b", value)
    }
    assert raw == set()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_is_easy_to_read(front: str, back: str, scheme: str) -> None:
    assert _ratio(front, back, scheme) >= TEXT_AT_LEAST


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), MARKS)
def test_marks_stand_out(front: str, back: str, scheme: str) -> None:
    assert _ratio(front, back, scheme) >= MARK_AT_LEAST


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("front", "back"), STRONG_MARKS)
def test_edges_of_bars_and_the_focus_ring_stand_out_more(
    front: str, back: str, scheme: str
) -> None:
    assert _ratio(front, back, scheme) >= 5
