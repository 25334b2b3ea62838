"""A printed key is read as people write it, and every slip is named by its line."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.crypto.printed_key import LINES, BadKeyLine, LineProblem, key_lines, read_key_lines

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEY = bytes(range(7, 39))
KEYS = st.binary(min_size=32, max_size=32)


def _refused(lines: list[str]) -> tuple[int, LineProblem]:
    with pytest.raises(BadKeyLine) as caught:
        read_key_lines("\n".join(lines))
    return caught.value.line, caught.value.problem


def _swapped(word: str, one: int, other: int) -> str:
    signs = list(word)
    signs[one], signs[other] = signs[other], signs[one]
    return "".join(signs)


@given(KEYS)
def test_every_key_comes_back(key: bytes) -> None:
    assert read_key_lines("\n".join(key_lines(key))) == key


def test_the_form_does_not_change() -> None:
    assert key_lines(bytes(32))[0] == "1  00000 00000 000EH"
    assert [line[:3] for line in key_lines(KEY)] == ["1  ", "2  ", "3  ", "4  "]


def test_case_grouping_look_alikes_order_and_company_do_no_harm() -> None:
    lines = [line.lower().replace("0", "o").replace("1", "l") for line in key_lines(KEY)]
    typed = [f" {number}: {line[3:].replace(' ', '-')}" for number, line in enumerate(lines, 1)]
    assert read_key_lines("\n".join(["A sheet", *reversed(typed), "", "Keep it.", *typed])) == KEY


@pytest.mark.parametrize("number", range(1, LINES + 1))
def test_every_wrong_sign_and_every_two_that_changed_places_are_found(number: int) -> None:
    lines = key_lines(KEY)
    word = lines[number - 1][3:].replace(" ", "")
    wrong = {word[:at] + sign + word[at + 1 :] for at in range(len(word)) for sign in DIGITS}
    wrong |= {_swapped(word, *pair) for pair in combinations(range(len(word)), 2)}
    for slip in sorted(wrong - {word}):
        lines[number - 1] = f"{number}  {slip}"
        assert _refused(lines) == (number, LineProblem.MISTYPED)


@given(KEYS, st.permutations(range(LINES)))
@settings(max_examples=30)
def test_lines_that_changed_places_are_found(key: bytes, order: list[int]) -> None:
    bodies = [line[3:] for line in key_lines(key)]
    typed = [f"{number}  {bodies[place]}" for number, place in enumerate(order, 1)]
    moved = [number for number, place in enumerate(order, 1) if bodies[place] != bodies[number - 1]]
    if moved:
        assert _refused(typed)[1] is LineProblem.MISTYPED
        assert _refused(typed)[0] in moved


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("", LineProblem.MISSING),
        ("3  ABCDE FGHJK", LineProblem.WRONG_LENGTH),
        ("3  ABCDE FGHJK MNPQU", LineProblem.FOREIGN_SIGN),
    ],
)
def test_a_line_that_is_none_is_named(line: str, problem: LineProblem) -> None:
    lines = key_lines(KEY)
    lines[2] = line
    assert _refused(lines) == (3, problem)


def test_two_versions_of_a_line_are_named() -> None:
    assert _refused([*key_lines(KEY), key_lines(bytes(32))[1]]) == (2, LineProblem.TWICE)
