"""`make bench` runs, says what it measured, and calls nothing proven that is not."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import lean, page_cases, scaling
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
from tests.bench.table import results as read_results
from tests.lanes import find_nginx

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
    printed, _blank, table = done.stdout.partition("\n\n")
    assert table.startswith("| case"), done.stderr
    found = [json.loads(line) for line in printed.splitlines()]
    # What is only counted can be missed in a short run too, and then must be told by how it ends.
    missed = any(line["verdict"] == Verdict.MISSED for line in found[1:])
    assert done.returncode == int(missed), done.stderr
    return found


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
    kinds = {"list", "ask", "lab", "search", "form", "tallies"}
    assert {f"{kind}, 1 connection" for kind in kinds} <= set(cases)
    assert {f"{kind}, first after a change" for kind in kinds} <= set(cases)
    assert {f"queries of {kind}, made for the first time" for kind in kinds} <= set(cases)


def test_a_run_measures_what_grows_and_the_way_through_the_queue(
    lines: list[dict[str, Any]],
) -> None:
    cases = " ".join(line["case"] for line in lines[1:])
    for part in ("times as many asks", "look up a receipt", "rewrite the rows", "from a nudge"):
        assert part in cases


def test_every_case_measured_something_on_both_sides(lines: list[dict[str, Any]]) -> None:
    assert all(line["product"] > 0 and line["limit"] > 0 for line in lines[1:])


def test_one_timed_round_proves_nothing(lines: list[dict[str, Any]]) -> None:
    counted = {"statements", "bytes", "MB", "s"}
    timed = {line["verdict"] for line in lines[1:] if line["unit"] not in counted}
    assert timed == {Verdict.UNPROVEN, Verdict.NO_GOAL}


def test_the_table_of_a_run_can_be_printed_again_from_its_lines(
    lines: list[dict[str, Any]],
) -> None:
    again = read_results([json.dumps(line) for line in lines])
    assert [result.as_json() for result in again] == lines[1:]


def test_what_one_machine_carries_is_reckoned_from_the_lines_of_a_run() -> None:
    line = json.dumps({"case": scaling.REDEEM, "product": 1000.0})
    text = scaling.scaling_table(scaling.figures(["no case", '{"circumstances": {}}', line]))
    assert text.count("\n") == 3  # Head, rule, and the one row whose case there is.
    assert "| 8,600,000 | a day" in text


def test_the_lines_that_scaling_needs_have_the_names_that_a_run_gives_them(
    lines: list[dict[str, Any]],
) -> None:
    cases = {_without_numbers(line["case"]) for line in lines[1:]}
    needed = {_without_numbers(case) for row in scaling.ROWS for case in row.cases}
    without_nginx = set() if find_nginx() else {_without_numbers(scaling.CACHED)}
    assert needed - without_nginx <= cases


def _without_numbers(case: str) -> str:
    """A tiny run names other sizes."""
    return re.sub(r"[0-9][0-9,]*", "N", case)


def test_the_lean_client_finds_the_end_of_an_answer_with_a_length_or_in_chunks() -> None:
    with_length = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    in_chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    for answer in (with_length, in_chunks):
        assert lean.is_whole(answer)
        assert not lean.is_whole(answer[:-1])


def test_pages_of_unlike_sizes_are_not_compared() -> None:
    assert not page_cases.are_alike(1000, 1101)
    assert not page_cases.are_alike(1000, 899)
    assert page_cases.are_alike(1000, 1100)


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
