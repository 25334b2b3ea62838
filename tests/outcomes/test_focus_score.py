"""The focus list follows its formula, prefers what is open and doable, and never flickers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asks.kinds import Effort, PositionStatus
from outcomes.statistics.focus import (
    FEASIBILITY_OF_EFFORT,
    GAP_OF_POSITION,
    FocusScore,
    UnknownFactor,
    choose,
    focus_score,
)

SHARES = st.floats(min_value=0, max_value=1)
SCORES = st.builds(
    FocusScore,
    slug=st.text("abc", min_size=1, max_size=3),
    gap=SHARES,
    feasibility=st.sampled_from(sorted(FEASIBILITY_OF_EFFORT.values())),
    demand=SHARES,
)
CANDIDATES = st.lists(SCORES, unique_by=lambda candidate: candidate.slug, max_size=8)


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


@given(CANDIDATES, st.integers(min_value=0, max_value=5))
def test_the_choice_is_the_best_and_does_not_depend_on_order(
    candidates: list[FocusScore], size: int
) -> None:
    chosen = choose(candidates, size)
    assert choose(candidates[::-1], size) == chosen
    assert len(chosen) == min(size, sum(candidate.score > 0 for candidate in candidates))
    left = [candidate.score for candidate in candidates if candidate not in chosen]
    assert all(ask.score >= score for ask in chosen for score in left) or not left


def test_equal_scores_are_ordered_by_slug() -> None:
    asks = [FocusScore(slug, 1, 1, 0) for slug in ("b", "c", "a")]
    assert [ask.slug for ask in choose(asks, 2)] == ["a", "b"]


def test_what_is_in_place_is_never_in_focus() -> None:
    done = focus_score("done", [PositionStatus.IN_PLACE], Effort.LOW, 1.0)
    assert choose([done], 3) == []
