"""`make security` is green only when every part was done and found nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.security import observatory, tested
from tests.security.__main__ import PARTS, main
from tests.security.findings import Finding, Kind, Order, exit_status, fault, seen, undone


def good(order: Order) -> Iterator[Finding]:
    yield seen("three doors")


def wrong(order: Order) -> Iterator[Finding]:
    yield seen("three doors")
    yield fault("one is open")


def not_done(order: Order) -> Iterator[Finding]:
    yield seen("two doors")
    yield undone("no light at the third")


def silent(order: Order) -> Iterator[Finding]:
    yield from ()


def broken(order: Order) -> Iterator[Finding]:
    yield seen("three doors")
    raise OSError("the key broke off")


ALL = {"good": good, "wrong": wrong, "undone": not_done, "silent": silent, "broken": broken}


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (["good"], 0),
        (["wrong"], 1),
        (["undone"], 2),
        (["silent"], 2),
        (["broken"], 2),
        (["good", "undone"], 2),
        (["undone", "wrong"], 1),
        ([], 1),
    ],
)
def test_a_fault_comes_first_and_a_part_left_out_is_never_green(
    names: list[str], status: int
) -> None:
    assert main(names, ALL) == status


def test_what_broke_off_is_said_and_the_others_still_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["broken", "good"], ALL) == 2
    said = capsys.readouterr().out
    assert "the key broke off" in said
    assert "broken       NOT DONE" in said
    assert "good         good" in said
    assert "nothing is known of: wrong, undone, silent." in said


def test_a_part_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["nonsense"], ALL)


def test_every_part_that_was_promised_is_there() -> None:
    names = "contract forms api secrets advisories licences sbom observatory deploy"
    assert list(PARTS) == names.split()


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        ("<testcase classname='a' name='b'/>", 0),
        ("<testcase classname='a' name='b'><failure message='no'/></testcase>", 1),
        ("<testcase classname='a' name='b'><error message=''/></testcase>", 1),
        ("<testcase classname='a' name='b'><skipped/></testcase>", 2),
        ("", 2),
    ],
)
def test_tests_that_were_skipped_or_did_not_run_are_not_green(cases: str, status: int) -> None:
    report = f"<testsuites><testsuite>{cases}</testsuite></testsuites>"
    assert exit_status(list(tested.judge(report))) == status


def test_a_file_of_tests_that_is_missing_is_not_green() -> None:
    assert exit_status(list(tested.run(["tests/security/test_no_such_file.py"], {}))) == 2


def report(score: int, *, tests: int = 10, passed: bool = True) -> dict[str, object]:
    row = {"name": "cookies", "modifier": 0, "pass": passed, "result": "cookies-not-found"}
    found: dict[str, object] = json.loads(
        json.dumps({"score": score, "grade": "A+", "rows": [row] * tests})
    )
    return found


def test_a_score_below_the_goal_and_a_test_that_failed_are_faults() -> None:
    assert exit_status(list(observatory.judge(report(130)))) == 0
    assert exit_status(list(observatory.judge(report(125)))) == 1
    assert exit_status(list(observatory.judge(report(130, passed=False)))) == 1
    assert exit_status(list(observatory.judge(report(130, tests=9)))) == 2


def test_a_finding_says_what_it_is_in_words() -> None:
    assert [kind.value.strip() for kind in Kind] == ["", "WRONG", "NOT DONE"]
