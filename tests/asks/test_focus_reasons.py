"""The sentence that says why an ask is in focus."""

from __future__ import annotations

import pytest

from asks.focus_reasons import FocusFacts, SurveyCounts, reason_at_lab, reason_overall
from asks.kinds import Effort, PositionStatus, SurveyMatch

DIRECT = SurveyCounts(49, 51, SurveyMatch.DIRECT)
RELATED = SurveyCounts(40, 51, SurveyMatch.PARTIAL)


@pytest.mark.parametrize(
    ("position", "facts", "sentence"),
    [
        (
            PositionStatus.NOT_PUBLIC,
            FocusFacts(Effort.LOW, 2, DIRECT),
            "Nothing public, little effort, and 49 of 51 experts asked were for it.",
        ),
        (
            PositionStatus.PARTIAL,
            FocusFacts(Effort.MEDIUM, 2, RELATED),
            "Half done, some effort, and 40 of 51 experts asked were for something close to it.",
        ),
        (
            None,
            FocusFacts(Effort.HIGH, 1),
            "Nothing found, much effort, and 1 lab has it in place.",
        ),
        (PositionStatus.DECLINED, FocusFacts(Effort.LOW, 0), "Declined so far, and little effort."),
        (
            PositionStatus.DECLINED,
            FocusFacts(Effort.LOW, 0, pinned=True),
            "Chosen by a curator. Declined so far, and little effort.",
        ),
    ],
)
def test_a_reason_at_a_lab(position: PositionStatus, facts: FocusFacts, sentence: str) -> None:
    assert reason_at_lab(position, facts) == sentence


def test_a_reason_overall_counts_labs() -> None:
    facts = FocusFacts(Effort.LOW, 1)
    assert reason_overall(8, facts) == "In place at 1 of 8 labs checked, and little effort."
    surveyed = FocusFacts(Effort.LOW, 0, DIRECT)
    assert reason_overall(1, surveyed).startswith(
        "In place at 0 of 1 lab checked, little effort, and"
    )


@pytest.mark.parametrize("position", [None, *PositionStatus])
@pytest.mark.parametrize("effort", Effort)
def test_every_position_and_effort_has_words(position: PositionStatus, effort: Effort) -> None:
    assert reason_at_lab(position, FocusFacts(effort, 0)).endswith("effort.")
