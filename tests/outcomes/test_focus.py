"""The focus list follows from positions, effort and surveys, and is chosen with each release."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from asks.kinds import Effort, PositionStatus, SurveyMatch
from asks.models import Ask, FocusEntry, FocusRun, Lab
from outcomes.focus import inputs_of, recompute_focus
from outcomes.kinds import Kind, Query
from outcomes.models import Window
from outcomes.releases import release_window
from outcomes.statistics.focus import GAP_OF_POSITION
from outcomes.statistics.focus_lists import LAB_SIZE, OVERALL_SIZE, focus_lists
from outcomes.statistics.intervals import half_width
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import close_window
from tests.outcomes import catalogue, factories, published

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


def test_a_later_window_with_the_same_facts_changes_no_entry() -> None:
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
    # The list holds from the window that follows, planned or not.
    assert {entry.since_window for entry in FocusEntry.objects.all()} <= {"2025H2"}


# -- Runs ------------------------------------------------------------------------------------------------


def test_a_run_is_kept_with_all_that_makes_its_lists_again() -> None:
    first, _second = _asks("first", "second")
    lab = catalogue.make_lab("north-lab")
    catalogue.make_position(lab, first, PositionStatus.PARTIAL)
    catalogue.make_support(first, agree=30, n=40)
    recompute_focus("2025H1")
    run = FocusRun.objects.get()
    assert (run.number, run.window, run.release) == (1, "2025H1", "")
    assert focus_lists(inputs_of(run)) == run.lists
    assert [row["ask"] for row in run.lists["labs"]["north-lab"]] == _focus(lab)


def test_the_same_facts_make_no_second_run_and_other_facts_do() -> None:
    _asks("one")
    recompute_focus("2025H1")
    assert recompute_focus("2025H1").number == 1
    _asks("two")
    assert recompute_focus("2025H1").number == 2
    assert recompute_focus("2025H2").number == 3


def test_an_ask_stays_for_two_windows_and_then_makes_way() -> None:
    for number in range(OVERALL_SIZE):
        catalogue.make_ask(f"old-{number}", Effort.HIGH)
    recompute_focus("2025H1")
    old = _focus()
    for number in range(OVERALL_SIZE):
        catalogue.make_ask(f"new-{number}", Effort.LOW)
    recompute_focus("2025H2")
    assert _focus() == old
    assert set(FocusEntry.objects.values_list("reason", "since_run")) == {("held", 1)}
    recompute_focus("2026H1")
    assert set(_focus()) == {f"new-{number}" for number in range(OVERALL_SIZE)}


def test_the_list_holds_from_the_window_that_follows() -> None:
    _asks("ask")
    release = published.publish(published.window_named("2025H1", 2025))
    factories.planned_window("2025-autumn", dt.date(2025, 9, 1), dt.date(2025, 11, 30))
    assert recompute_focus(release.pk).window == "2025-autumn"


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    asks = _asks(*(f"ask-{number}" for number in range(9)))
    for number in range(8):
        catalogue.make_lab(f"lab-{number}", in_place=asks[:number])
    published.publish(published.window_named("2025H1", 2025))
    with django_assert_max_num_queries(25):
        recompute_focus("2025H1")


# -- Demand ----------------------------------------------------------------------------------------------


def _release(counts: published.Counts, *, entries: int = 100, **columns: bool) -> None:
    window = published.window_named("2025H1", 2025)
    Window.objects.filter(pk=window.pk).update(**columns)
    cells = {factories.NORTH: {factories.SAFETY_CASES: counts}}
    published.publish(window, cells, {factories.NORTH: entries})


def _demand(slug: str, lab: Lab | None = None) -> float:
    return FocusEntry.objects.get(ask__slug=slug, lab=lab).demand


def test_demand_is_the_least_share_that_a_release_allows() -> None:
    _asks(factories.SAFETY_CASES, factories.NO_GAG, "later")
    lab = catalogue.make_lab(factories.NORTH)
    catalogue.make_support(Ask.objects.get(slug=factories.NO_GAG), agree=9, n=10)
    catalogue.make_support(Ask.objects.get(slug="later"), agree=8, n=10)
    _release((30, 20, 10))
    recompute_focus("2025H1")
    parameters = ReleaseParameters()
    low = 60 - half_width([parameters.scale(Kind.CONVERSATION, Query.RESPONSES)] * 3)
    high = 100 + half_width([parameters.scale(Kind.CONVERSATION, Query.ENTRIES)])
    assert _demand(factories.SAFETY_CASES, lab) == pytest.approx(low / high)
    assert 0.3 < _demand(factories.SAFETY_CASES, lab) < 0.6
    # Counted, and nobody surely raised it; an ask that no release counted keeps its survey.
    assert (_demand(factories.NO_GAG, lab), _demand("later", lab)) == (0, 0.8)


@pytest.mark.parametrize(
    ("counts", "columns"),
    [
        ((5, 3, 2), {}),  # Noise alone could be as much.
        ((30, 20, 10), {"demonstration": True}),
        ((30, 20, 10), {"rehearsal": True}),
    ],
)
def test_surveys_speak_where_no_release_says_anything_certain(
    counts: published.Counts, columns: dict[str, bool]
) -> None:
    [ask] = _asks(factories.SAFETY_CASES)
    lab = catalogue.make_lab(factories.NORTH)
    catalogue.make_support(ask, agree=9, n=10)
    _release(counts, **columns)
    recompute_focus("2025H2")
    assert (_demand(ask.slug), _demand(ask.slug, lab)) == (0.9, 0.9)


def test_a_lab_without_a_table_of_its_own_takes_nothing_from_others() -> None:
    [ask] = _asks(factories.SAFETY_CASES)
    lab = catalogue.make_lab("elsewhere")
    catalogue.make_support(ask, agree=9, n=10)
    _release((60, 50, 40), entries=160)
    recompute_focus("2025H1")
    assert _demand(ask.slug, lab) == 0.9
    assert 0 < _demand(ask.slug) < 0.9
