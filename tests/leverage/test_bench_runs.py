"""`make bench` runs, says what it measured, and calls nothing proven that is not."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.rounds import (
    FEWEST,
    Goal,
    NothingMeasured,
    Round,
    Rounds,
    Side,
    Verdict,
    compare,
    play,
    spread,
)

ROOT = Path(__file__).resolve().parent.parent.parent
HALF = Goal(0.5)
ratios = st.lists(st.floats(0.01, 100), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    """Return what a run of one short round prints before its table."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--tiny"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed, _blank, table = done.stdout.partition("\n\n")
    assert table.startswith("| case")
    return [json.loads(line) for line in printed.splitlines()]


def test_a_run_says_how_the_database_keeps_its_promises(lines: list[dict[str, Any]]) -> None:
    assert set(lines[0]["circumstances"]) >= {"fsync", "synchronous_commit", "commit_ms"}


def test_each_case_is_one_line_of_the_same_shape(lines: list[dict[str, Any]]) -> None:
    shape = {
        *("case", "unit", "product", "limit", "ratio", "spread"),
        *("goal", "goal_is", "verdict", "rounds", "void"),
    }
    assert all(set(line) == shape for line in lines[1:])
    cases = [line["case"] for line in lines[1:]]
    assert len(set(cases)) == len(cases)
    assert {"redeem, 1 connection", "redeem, 4 connections", "redeem, 16 connections"} <= set(cases)
    assert {"release them, beyond counting", "release them, beyond opening and counting"} <= set(
        cases
    )


def test_every_case_measured_something_on_both_sides(lines: list[dict[str, Any]]) -> None:
    assert all(line["product"] > 0 and line["limit"] > 0 for line in lines[1:])


def test_one_timed_round_proves_nothing(lines: list[dict[str, Any]]) -> None:
    timed = {line["verdict"] for line in lines[1:] if line["unit"] not in {"statements", "MB"}}
    assert timed == {Verdict.UNPROVEN, Verdict.NO_GOAL}


def rounds_of(*found: float) -> Rounds:
    return Rounds([Round(Side(ratio), Side(1.0)) for ratio in found], void=0)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([0.6, 0.55, 0.7, 0.6, 0.52, 0.61], Verdict.MET),
        ([0.4, 0.45, 0.3, 0.4, 0.42, 0.41], Verdict.MISSED),
        ([0.6, 0.55, 0.7, 0.6, 0.52, 0.49], Verdict.UNPROVEN),
        ([0.6, 0.55, 0.7, 0.6, 0.52], Verdict.UNPROVEN),
    ],
)
def test_a_verdict_needs_six_rounds_that_agree(found: list[float], verdict: Verdict) -> None:
    assert (
        compare("case", "unit", rounds_of(*found), lambda side: side.rate, HALF).verdict is verdict
    )


def test_a_goal_of_at_most_is_judged_the_other_way() -> None:
    twice = Goal(2.0, at_most=True)
    intervals = [(1.0, 2.0), (2.1, 3.0), (1.9, 2.1)]
    assert [twice.verdict(*one) for one in intervals] == [
        Verdict.MET,
        Verdict.MISSED,
        Verdict.UNPROVEN,
    ]


@given(ratios)
def test_the_spread_is_measured_and_as_narrow_as_it_may_be(found: list[float]) -> None:
    low, high, sure = spread(found)
    assert low in found
    assert high in found
    k = sorted(found).index(low) + sorted(found).count(low)
    assert sure is (len(found) >= FEWEST)
    outside = [2 * sum(math.comb(len(found), n) for n in range(k + more)) for more in (0, 1)]
    if sure and len(set(found)) == len(found):
        assert outside[0] <= 0.05 * 2 ** len(found) < outside[1]


def test_rounds_with_errors_do_not_count_and_each_side_begins_half_of_them() -> None:
    order: list[str] = []

    def product(number: int) -> Side:
        order.append("product")
        return Side(1.0, errors=int(number == 1))

    def limit(number: int) -> Side:
        order.append("limit")
        return Side(2.0)

    found = play(3, product, limit)
    assert (len(found.counted), found.void) == (3, 1)
    assert order == ["product", "limit", "limit", "product"] * 2


def test_a_side_that_only_fails_is_not_measured() -> None:
    with pytest.raises(NothingMeasured):
        play(2, lambda _number: Side(1.0, errors=1), lambda _number: Side(1.0))


def test_a_late_case_ends_with_the_fewest_rounds_that_can_prove_something() -> None:
    found = play(20, lambda _number: Side(1.0), lambda _number: Side(1.0), lambda: True)
    assert len(found.counted) == FEWEST
