"""Drafts are read aloud and in haste: they are plain English, whatever is chosen."""

from __future__ import annotations

from statistics import mean

import pytest

from asks.composer.draft import Block, Draft, compose
from asks.composer.lines import SAY
from asks.composer.parts import DraftKind
from tests.asks.composing import each_way, golden_sets, singles
from tests.asks.prose import reading_ease, syllables

# A little below what was measured on the day the words were written.
FLOOR_OF_MEAN = {
    DraftKind.EMAIL: 80.0,
    DraftKind.CALL: 88.0,
    DraftKind.NOTE: 82.0,
    DraftKind.POST: 68.0,
}
FLOOR_OF_ALL = 78.0
FLOOR_OF_EACH = 45.0


def measured(kind: DraftKind) -> dict[str, float]:
    """Return the reading ease of every draft of one ask and of the golden sets."""
    return {
        f"{some.lab} {some.slugs} {choices.register} {choices.length} {choices.careful}": (
            reading_ease(compose(choices))
        )
        for some, choices in each_way([*singles(kind), *golden_sets(kind)], kind)
    }


@pytest.fixture(scope="module")
def ease() -> dict[DraftKind, dict[str, float]]:
    """The reading ease of every draft, measured once."""
    return {kind: measured(kind) for kind in DraftKind}


def test_drafts_read_easily_on_the_whole(ease: dict[DraftKind, dict[str, float]]) -> None:
    assert mean(value for found in ease.values() for value in found.values()) >= FLOOR_OF_ALL
    low = {kind: mean(found.values()) for kind, found in ease.items()}
    assert {kind: value for kind, value in low.items() if value < FLOOR_OF_MEAN[kind]} == {}


def test_no_draft_is_hard_to_read(ease: dict[DraftKind, dict[str, float]]) -> None:
    values = {name: value for found in ease.values() for name, value in found.items()}
    assert {name: value for name, value in values.items() if value < FLOOR_OF_EACH} == {}


@pytest.mark.parametrize(
    ("word", "count"),
    [("ask", 1), ("safety", 2), ("lab's", 1), ("capability", 5), ("frobnicate", 3), ("hm", 1)],
)
def test_syllables_are_those_that_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_hard_words_in_a_long_sentence_read_hard() -> None:
    hard = "Organisational accountability necessitates comprehensive independent verification."
    assert reading_ease(Draft("", (Block(SAY, hard),))) < 0 < FLOOR_OF_EACH
    easy = "We would like to see the page. It may be short."
    assert reading_ease(Draft("", (Block(SAY, easy),))) > 90
