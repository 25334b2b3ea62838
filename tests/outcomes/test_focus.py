"""The focus list follows from positions, effort and surveys, and is chosen with each release."""

from __future__ import annotations

import pytest

from asks.kinds import Effort, PositionStatus, SurveyMatch
from asks.models import Ask, FocusEntry, Lab
from outcomes.focus import LAB_SIZE, OVERALL_SIZE, recompute_focus
from outcomes.models import Window
from outcomes.releases import release_window
from outcomes.statistics.focus import GAP_OF_POSITION
from outcomes.windows import close_window
from tests.outcomes import catalogue, factories

UNKNOWN = GAP_OF_POSITION["unknown"]

pytestmark = pytest.mark.django_db


def _focus(lab: Lab | None = None) -> list[str]:
    entries = FocusEntry.objects.filter(lab=lab).order_by("rank")
    return list(entries.values_list("ask__slug", flat=True))


def _asks(*slugs: str) -> list[Ask]:
    return [catalogue.make_ask(slug) for slug in slugs]


def test_an_ask_that_every_lab_grants_is_not_in_focus() -> None:
    granted, _open = _asks("granted", "open")
    lab = catalogue.make_lab("north-lab", in_place=[granted])
    recompute_focus("2025H1")
    assert _focus() == _focus(lab) == ["open"]


def test_a_gap_at_one_lab_counts_for_that_lab_and_in_part_overall() -> None:
    first, second = _asks("first", "second")
    north = catalogue.make_lab("north-lab", in_place=[first])
    south = catalogue.make_lab("south-lab", in_place=[second])
    catalogue.make_lab("east-lab", in_place=[second])
    recompute_focus("2025H1")
    assert (_focus(north), _focus(south)) == (["second"], ["first"])
    gaps = dict(FocusEntry.objects.filter(lab=None).values_list("ask__slug", "gap"))
    assert gaps == {
        "first": pytest.approx(2 / 3 * UNKNOWN),
        "second": pytest.approx(1 / 3 * UNKNOWN),
    }


def test_less_effort_comes_first() -> None:
    for slug, effort in (("hard", Effort.HIGH), ("easy", Effort.LOW), ("middling", Effort.MEDIUM)):
        catalogue.make_ask(slug, effort)
    recompute_focus("2025H1")
    assert _focus() == ["easy", "middling", "hard"]


def test_agreement_with_the_very_ask_lifts_it_and_with_a_related_one_does_not() -> None:
    _plain, related, wanted = _asks("a-plain", "b-related", "c-wanted")
    catalogue.make_support(wanted, agree=30, n=40)
    catalogue.make_support(related, agree=40, n=40, match=SurveyMatch.PARTIAL)
    recompute_focus("2025H1")
    assert _focus() == ["c-wanted", "a-plain", "b-related"]
    assert FocusEntry.objects.get(ask=wanted).demand == 0.75


def test_a_survey_that_nobody_answered_is_no_demand() -> None:
    [ask] = _asks("ask")
    catalogue.make_support(ask, agree=0, n=0)
    recompute_focus("2025H1")
    assert FocusEntry.objects.get().demand == 0


@pytest.mark.parametrize(("shown", "expected"), [(False, ["ask"]), (True, [])])
def test_only_a_published_position_is_used(shown: bool, expected: list[str]) -> None:
    [ask] = _asks("ask")
    lab = catalogue.make_lab("north-lab")
    catalogue.make_position(lab, ask, PositionStatus.IN_PLACE, shown=shown)
    recompute_focus("2025H1")
    assert _focus(lab) == expected


def test_a_retired_ask_leaves_the_list() -> None:
    kept, retired = _asks("kept", "retired")
    recompute_focus("2025H1")
    assert _focus() == [kept.slug, retired.slug]
    Ask.objects.filter(pk=retired.pk).update(retired=True)
    recompute_focus("2025H1")
    assert _focus() == [kept.slug]


def test_lists_have_five_asks_overall_and_three_at_a_lab() -> None:
    _asks(*(f"ask-{number}" for number in range(7)))
    lab = catalogue.make_lab("north-lab")
    recompute_focus("2025H1")
    assert (len(_focus()), len(_focus(lab))) == (OVERALL_SIZE, LAB_SIZE) == (5, 3)


def test_an_ask_that_stays_keeps_the_window_in_which_it_came() -> None:
    _asks("old")
    recompute_focus("2025H1")
    _asks("new")
    recompute_focus("2025H2")
    since = dict(FocusEntry.objects.values_list("ask__slug", "since_window"))
    assert since == {"old": "2025H1", "new": "2025H2"}


def test_a_second_run_changes_nothing() -> None:
    _asks("one", "two")
    catalogue.make_lab("north-lab")
    recompute_focus("2025H1")
    fields = ("ask", "lab", "rank", "gap", "feasibility", "demand", "score", "since_window")
    before = list(FocusEntry.objects.values_list(*fields))
    recompute_focus("2025H2")
    assert list(FocusEntry.objects.values_list(*fields)) == before


def test_the_stored_score_is_the_product_of_the_stored_factors() -> None:
    ask = catalogue.make_ask("ask", Effort.MEDIUM)
    catalogue.make_support(ask, agree=1, n=2)
    recompute_focus("2025H1")
    entry = FocusEntry.objects.get()
    assert entry.score == pytest.approx(entry.gap * entry.feasibility * (1 + entry.demand))
    assert entry.score == pytest.approx(UNKNOWN * 0.7 * 1.5)


@pytest.mark.parametrize(("demonstration", "expected"), [(False, ["ask"]), (True, [])])
def test_a_release_chooses_the_focus_and_a_demonstration_does_not(
    window: Window, demonstration: bool, expected: list[str]
) -> None:
    _asks("ask")
    Window.objects.update(demonstration=demonstration)
    close_window(window.name)
    assert _focus() == []
    release_window(window.name)
    assert _focus() == expected
    assert {entry.since_window for entry in FocusEntry.objects.all()} <= {factories.WINDOW}
