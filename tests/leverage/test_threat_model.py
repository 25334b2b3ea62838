"""The threat model names files and tests that exist, every attacker has all its parts, and no promise goes too far."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.outcomes.test_invariants_listed import INVARIANTS, names_in

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs" / "threat-model.md").read_text()
CODE = re.findall(r"`([^`\n]+)`", TEXT)
FOLDERS = tuple(f"{folder.name}/" for folder in ROOT.iterdir() if folder.is_dir())
PLACES = sorted({place for place in CODE if place.startswith(FOLDERS) or place.endswith(".json")})
ATTACKERS = re.findall(r"^### ([A-Z])\. (.+?)$\n(.*?)(?=^##)", TEXT, re.MULTILINE | re.DOTALL)
# Said of ourselves, each of these would be false; the last paragraph says that we do not.
NEVER_SAID = ("anonymous", "impossible", "unbreakable", "verified offer", "untraceable", "military")


def is_there(place: str) -> bool:
    """Return whether a file, and the test in it that is named, exist."""
    file, _colons, name = place.partition("::")
    if not (ROOT / file).exists():
        return False
    return not name or name in names_in(file.removeprefix("tests/"))


@pytest.mark.parametrize("place", PLACES)
def test_what_it_names_is_there(place: str) -> None:
    assert is_there(place)


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert is_there("tests/leverage/test_threat_model.py::test_what_it_names_is_there")
    assert not is_there("tests/leverage/test_threat_model.py::test_nothing")
    assert not is_there("leverage/nothing.py")
    assert len(PLACES) > 60


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)", TEXT))
def test_a_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / "docs" / target).exists()


@pytest.mark.parametrize("command", re.findall(r"`make (\w+)`", TEXT))
def test_a_command_is_one_of_the_makefile(command: str) -> None:
    assert f"\n{command}: " in (ROOT / "Makefile").read_text()


def test_the_attackers_are_in_order() -> None:
    letters = [letter for letter, _name, _body in ATTACKERS]
    assert letters == [chr(ord("A") + number) for number in range(len(letters))]
    assert len(letters) == 12


@pytest.mark.parametrize(("name", "body"), [(name, body) for _letter, name, body in ATTACKERS])
def test_of_each_it_says_what_holds_what_shows_it_and_what_remains(name: str, body: str) -> None:
    assert "**Stopped by**" in body or "**Bounded by**" in body
    assert "**Shown by**" in body
    assert "`tests/" in body.partition("**Shown by**")[2]
    assert "**Remains**" in body


def test_every_invariant_is_listed_with_files_of_its_tests() -> None:
    rows = dict(re.findall(r"^\| (\d+) \|(.*)$", TEXT, re.MULTILINE))
    assert list(rows) == [str(one.number) for one in INVARIANTS]
    for one in INVARIANTS:
        named = set(re.findall(r"`tests/([^`]+)`", rows[str(one.number)]))
        assert named
        assert named <= {place.partition("::")[0] for place in one.tests}


def test_no_promise_goes_further_than_the_page_of_promises() -> None:
    body, _heading, end = TEXT.rpartition("We do not say")
    assert [word for word in NEVER_SAID if word in body.lower()] == []
    assert "impossible to trace" in end
