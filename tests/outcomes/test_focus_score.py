"""The score follows its formula: it prefers what is open, doable and wanted."""

from __future__ import annotations

import pytest

from asks.kinds import Effort, PositionStatus
from outcomes.statistics.focus import (
    FEASIBILITY_OF_EFFORT,
    GAP_OF_POSITION,
    UnknownFactor,
    focus_score,
)


def test_the_score_is_the_published_formula() -> None:
    ask = focus_score("ask", [PositionStatus.PARTIAL], Effort.MEDIUM, 0.6)
    assert (ask.gap, ask.feasibility, ask.demand) == (0.5, 0.7, 0.6)
    assert ask.score == pytest.approx(0.5 * 0.7 * 1.6)


def test_without_a_survey_there_is_no_demand() -> None:
    ask = focus_score("ask", [PositionStatus.DECLINED], Effort.LOW)
    assert (ask.demand, ask.score) == (0, 1)


def test_the_overall_gap_is_the_mean_over_labs() -> None:
    labs = [PositionStatus.IN_PLACE, PositionStatus.NOT_PUBLIC, PositionStatus.PARTIAL]
    assert focus_score("ask", labs, Effort.LOW).gap == 0.5


def test_every_position_and_effort_of_the_catalogue_has_its_factor() -> None:
    assert {*PositionStatus} | {"unknown"} == set(GAP_OF_POSITION)
    assert {*Effort} == set(FEASIBILITY_OF_EFFORT)
    assert focus_score("ask", ["unknown"], Effort.HIGH).score == 0.08


@pytest.mark.parametrize(
    ("positions", "effort", "agreement"),
    [
        ([], 1, None),
        (["sometimes"], 1, None),
        (["partial"], 4, None),
        (["partial"], 1, 1.1),
        (["partial"], 1, -0.1),
        (["partial"], 1, float("nan")),
    ],
)
def test_an_unknown_factor_is_refused(
    positions: list[str], effort: int, agreement: float | None
) -> None:
    with pytest.raises(UnknownFactor):
        focus_score("ask", positions, effort, agreement)


def test_what_is_in_place_has_no_score() -> None:
    assert focus_score("done", [PositionStatus.IN_PLACE], Effort.LOW, 1.0).score == 0
