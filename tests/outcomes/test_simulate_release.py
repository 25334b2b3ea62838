"""The simulation that chose the split of the budget: it repeats itself, and what it found is accepted."""

from __future__ import annotations

import random
from dataclasses import astuple
from io import StringIO
from math import isnan

import pytest
from django.core.management import CommandError, call_command

from outcomes.statistics.counting import count_table
from outcomes.statistics.intervals import half_width
from outcomes.statistics.parameters import EPS_LIFE
from outcomes.statistics.release_simulated import (
    ACCEPTED_AT,
    CHOSEN,
    FOCUS_SHARE_WITHOUT_LIST,
    LEAST_RECALL,
    MEASURED,
    MOST_YES_ERROR,
    RUNS,
    SEED,
    WITHOUT_LIST,
)
from outcomes.statistics.release_simulation import (
    SIZES,
    SPLITS,
    Measures,
    Split,
    half_width_of_entries,
    simulate,
)
from outcomes.statistics.simulated_people import (
    Assumptions,
    ask_names,
    draw_entry,
    draw_table,
    usual_shares,
)

GENEROUS = Split(2000.0, 2000.0, 2000.0)  # So much budget that no noise is left.


def rounded(measures: Measures) -> list[float | None]:
    return [None if isnan(value) else round(value, 3) for value in astuple(measures)]


def test_the_command_finds_again_what_the_method_page_shows() -> None:
    found = simulate(ACCEPTED_AT, runs=RUNS, seed=SEED, splits=tuple(MEASURED))
    for split, by_size in MEASURED.items():
        assert rounded(found[split]) == rounded(by_size[ACCEPTED_AT])


def test_the_harder_case_is_found_again() -> None:
    assumed = Assumptions(focus_share=FOCUS_SHARE_WITHOUT_LIST)
    found = simulate(
        ACCEPTED_AT, runs=RUNS, seed=SEED, splits=tuple(WITHOUT_LIST), assumptions=assumed
    )
    assert {split: rounded(measures) for split, measures in found.items()} == {
        split: rounded(measures) for split, measures in WITHOUT_LIST.items()
    }


def test_the_chosen_split_is_measured_at_every_size_beside_two_others() -> None:
    assert next(iter(MEASURED)) == CHOSEN
    assert len(MEASURED) == 3
    assert all(tuple(by_size) == SIZES for by_size in MEASURED.values())


def test_every_split_spends_the_budget_of_a_life() -> None:
    assert {round(sum(split), 6) for split in SPLITS} == {float(EPS_LIFE)}


@pytest.mark.parametrize("measures", [MEASURED[CHOSEN][ACCEPTED_AT], WITHOUT_LIST[CHOSEN]])
def test_the_chosen_split_is_accepted_with_a_focus_list_and_without(measures: Measures) -> None:
    assert measures.recall >= LEAST_RECALL
    assert measures.yes_error <= MOST_YES_ERROR
    assert measures.yes_error_one <= MOST_YES_ERROR


def test_a_split_that_gives_less_to_the_responses_is_not() -> None:
    lesser = [split for split in WITHOUT_LIST if split.responses < CHOSEN.responses]
    assert lesser
    for split in lesser:
        assert WITHOUT_LIST[split].recall < LEAST_RECALL
        assert WITHOUT_LIST[split].yes_error > MOST_YES_ERROR


def test_without_noise_nothing_is_off_and_with_less_budget_more_is() -> None:
    exact = simulate(100, runs=5, seed=1, splits=[GENEROUS])[GENEROUS]
    assert (exact.recall, exact.decided_recall) == (1, 1)
    assert (exact.total_error, exact.yes_error, exact.decided_error) == (0, 0, 0)
    rich, poor = simulate(100, runs=30, seed=1, splits=[SPLITS[0], SPLITS[-1]]).values()
    assert rich.total_error < poor.total_error
    assert rich.yes_error < poor.yes_error
    assert rich.decided_error > poor.decided_error


def test_another_seed_draws_other_people() -> None:
    first, second = (simulate(20, runs=3, seed=seed, splits=SPLITS[:1]) for seed in (1, 2))
    assert first != second


@pytest.mark.parametrize(("size", "runs"), [(0, 1), (1, 0)])
def test_nothing_is_simulated_without_a_run_or_an_entry(size: int, runs: int) -> None:
    with pytest.raises(ValueError, match="0"):
        simulate(size, runs=runs, seed=1)


def test_simulated_people_log_what_a_release_counts() -> None:
    assumed, source = Assumptions(), random.Random(3)
    table = draw_table(source, assumed)
    entries = [draw_entry(source, table, assumed) for _ in range(300)]
    assert count_table(entries, ask_names(assumed)).refused == 0
    assert {len(entry.items) for entry in entries} == {1, 2, 3}
    decided = sum(entry.decided is not None for entry in entries)
    assert decided / len(entries) == pytest.approx(assumed.decided_share, abs=0.1)
    raised = [ask for entry in entries for ask, _ in entry.items]
    focus = sum(ask in table.focus for ask in raised)
    assert focus / len(raised) == pytest.approx(assumed.focus_share, abs=0.1)


@pytest.mark.parametrize("common", [True, False])
def test_usual_shares_are_shares_with_the_number_of_entries_last(common: bool) -> None:
    *shares, everybody = usual_shares(Assumptions(), common=common)
    assert everybody == 1
    assert len(shares) == 4
    assert all(0 < share < 0.2 for share in shares)
    assert (sum(shares) > 0.1) is common


def test_the_half_width_of_a_number_of_entries_is_that_of_its_scale() -> None:
    assert half_width_of_entries(CHOSEN) == half_width([1 / CHOSEN.entries])


def test_the_command_prints_its_assumptions_and_a_row_for_each_split() -> None:
    out = StringIO()
    call_command("simulate_release", runs=1, stdout=out)
    text = out.getvalue()
    assert f"decided_share = {Assumptions().decided_share}" in text
    assert text.count("/".join(map(str, CHOSEN))) == len(SIZES)


def test_the_command_refuses_to_run_no_times() -> None:
    with pytest.raises(CommandError):
        call_command("simulate_release", runs=0)
