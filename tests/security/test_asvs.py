"""The page about the ASVS is whole, and what it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.security.findings import ROOT

PAGE = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
NUMBER = r"V\d+\.\d+\.\d+"
ROW = re.compile(
    rf"^\| ({NUMBER}) \| ([12]) \| ([^|]+) \| ([^|]+) \| ([^|]*) \| ?([^|]*) ?\|$", re.MULTILINE
)
PASSED_OVER = re.compile(
    rf"^Does not apply, since [^:]{{20,}}: ({NUMBER}(?:, {NUMBER})*)\.$", re.MULTILINE
)
TO_DO = re.compile(rf"^- \*\*({NUMBER})\*\* .{{20,}}$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
ROWS = ROW.findall(PAGE)


def standard() -> dict[str, str]:
    """Return the level of each requirement, by its number."""
    lines = Path(__file__).with_name("asvs_5_0.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line.startswith("V"))


def functions(file: Path) -> set[str]:
    """Return the names of the functions of a module."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def passed_over() -> list[str]:
    return [number for line in PASSED_OVER.findall(PAGE) for number in line.split(", ")]


def test_the_standard_has_253_requirements_at_both_levels() -> None:
    levels = list(standard().values())
    assert (levels.count("1"), levels.count("2")) == (70, 183)


def test_every_requirement_has_its_place_once() -> None:
    numbers = [row[0] for row in ROWS] + passed_over()
    assert sorted(numbers) == sorted(standard())


def test_every_row_has_its_level() -> None:
    assert {row[0]: row[1] for row in ROWS}.items() <= standard().items()


def test_what_is_not_met_stands_at_the_top_with_what_to_do() -> None:
    not_met = {row[0] for row in ROWS if "**Not met**" in row[3]}
    assert set(TO_DO.findall(PAGE)) == not_met
    assert PAGE.index("## Not met") < PAGE.index("## Every requirement")


def test_the_sums_are_right() -> None:
    said = re.search(
        r"Of (\d+) requirements (\d+) are met .* (\d+) are not met, and (\d+) do not", PAGE
    )
    assert said is not None
    not_met = sum("**Not met**" in row[3] for row in ROWS)
    found = (len(standard()), len(ROWS) - not_met, not_met, len(passed_over()))
    assert tuple(map(int, said.groups())) == found


def test_what_is_met_names_a_test() -> None:
    untested = [row[0] for row in ROWS if row[3].startswith("Met") and not QUOTED.search(row[5])]
    assert untested == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_every_place_and_every_test_of_a_row_exists(row: tuple[str, ...]) -> None:
    number, _level, asked, _answer, where, tests = row
    assert len(asked) > 10
    assert QUOTED.findall(where), number
    for name in QUOTED.findall(where):
        assert hasattr(settings, name) if name.isupper() else (ROOT / name).is_file(), name
    for name in QUOTED.findall(tests):
        file, _colons, function = name.partition("::")
        place = ROOT / "tests" / file
        assert place.is_file(), name
        assert not function or function in functions(place), name


def test_no_other_quoted_module_is_missing() -> None:
    names = {
        name for name in QUOTED.findall(PAGE) if re.fullmatch(r"[a-z_/.]+\.(py|toml|md)", name)
    }
    assert [
        name for name in names if not any((ROOT / base / name).exists() for base in ("", "tests"))
    ] == []
