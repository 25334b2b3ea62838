"""The colours of `tokens.css`, and how far two of them stand apart."""

from __future__ import annotations

import re
from typing import Literal

from tests.leverage.style_sheets import SHEETS

TOKENS = SHEETS[0]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# Words are read, so they get more than the standard's 4.5; marks that carry meaning get 3.
TEXT_AT_LEAST = 6.0
MARK_AT_LEAST = 3.0


def colours(scheme: str) -> dict[str, str]:
    """Return name to six hex digits, as `tokens.css` gives them for that scheme."""
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    dark = dark.split("@media print")[0]
    text = light if scheme == "light" else light + dark
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    """Return the relative luminance of six hex digits (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(first: str, second: str) -> float:
    """Return the contrast of two colours, given as six hex digits, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


# Which text may stand on which ground. The browser lane looks whether pages keep to it.
TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "sunk"),
    ("ink", "accent-tint"),
    ("ink", "rust-tint"),
    ("ink", "ochre-tint"),
    ("ink-2", "paper"),
    ("ink-2", "surface"),
    ("ink-2", "sunk"),
    ("ink-2", "ochre-tint"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent", "accent-tint"),
    ("accent", "ochre-tint"),
    ("accent-strong", "paper"),
    ("accent-strong", "surface"),
    ("accent-strong", "accent-tint"),
    ("accent-strong", "ochre-tint"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("rust", "paper"),
    ("rust", "surface"),
    ("rust", "rust-tint"),
    ("ochre", "ochre-tint"),
    ("error", "paper"),
    ("error", "error-tint"),
]
MARKS = [
    ("rule-strong", "surface"),
    ("rule-strong", "paper"),
    ("accent", "surface"),
    ("accent", "paper"),
    ("error", "paper"),
    ("error", "surface"),
    ("ink", "paper"),
    ("ring", "paper"),
    ("ring", "surface"),
    ("ring", "sunk"),
    ("ring", "accent-tint"),
    ("ring", "ochre-tint"),
    ("yes", "paper"),
    ("yes-fill", "paper"),
    ("open", "paper"),
    ("open-fill", "paper"),
    ("no", "paper"),
    ("no-fill", "paper"),
]
# Edges of bars and the focus ring are called out with 5 and more in the design.
STRONG_MARKS = [("yes", "paper"), ("open", "paper"), ("no", "paper"), ("ring", "paper")]
# Lines between things that words and space keep apart as well.
DECORATION = {"rule", "ochre-rule"}
GROUNDS = {"paper", "surface", "sunk", "accent-tint", "rust-tint", "ochre-tint", "error-tint"}
