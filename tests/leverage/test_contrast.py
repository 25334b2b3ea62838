"""The colours keep the contrast that the design promises, on light and on dark screens."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
SCHEMES = ("light", "dark")

# Words are read, so they get more than the standard's 4.5; marks that carry meaning get 3.
TEXT_AT_LEAST = 6.0
MARK_AT_LEAST = 3.0

TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunk"),
    ("ink", "accent-tint"),
    ("ink", "ochre-tint"),
    ("ink-2", "paper"),
    ("ink-2", "surface"),
    ("ink-2", "sunk"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-tint"),
    ("accent-strong", "paper"),
    ("accent-strong", "accent-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("rust", "paper"),
    ("rust", "rust-tint"),
    ("ochre", "ochre-tint"),
    ("error", "paper"),
    ("error", "error-tint"),
]
MARKS = [
    ("rule-strong", "surface"),
    ("rule-strong", "paper"),
    ("accent", "surface"),
    ("error", "surface"),
    ("ring", "paper"),
    ("ring", "surface"),
    ("ring", "sunk"),
    ("yes", "paper"),
    ("yes-fill", "paper"),
    ("open", "paper"),
    ("open-fill", "paper"),
    ("no", "paper"),
    ("no-fill", "paper"),
]
# Edges of bars and the focus ring are called out with 5 and more in the design.
STRONG_MARKS = [("yes", "paper"), ("open", "paper"), ("no", "paper"), ("ring", "paper")]


def _colours(scheme: str) -> dict[str, str]:
    """Name to six hex digits, as `tokens.css` gives them for that scheme."""
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    dark = dark.split("@media print")[0]
    text = light if scheme == "light" else light + dark
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", text))


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _ratio(first: str, second: str, scheme: str) -> float:
    colours = _colours(scheme)
    low, high = sorted((_luminance(colours[first]), _luminance(colours[second])))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_greatest_ratio() -> None:
    assert (_luminance("ffffff") + 0.05) / (_luminance("000000") + 0.05) == pytest.approx(21)


def test_both_schemes_name_the_same_colours() -> None:
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    pattern = r"--([\w-]+): #[0-9a-f]{6};"
    assert re.findall(pattern, dark.split("@media print")[0]) == re.findall(pattern, light)


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
