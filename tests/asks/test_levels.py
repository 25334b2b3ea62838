"""The levels of an ask: three sentences from the least to the most, part of its text's version."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.models import Ask, AskText
from asks.services.catalogue_files import read_catalogue
from asks.services.catalogue_levels import GRADES, LEVEL_LENGTH
from asks.services.edit_ask_text import edit_ask_text
from asks.services.load_catalogue import load_catalogue
from tests.asks.factories import TODAY
from tests.asks.small_catalogue import ASKS, replace, write_catalogue

LATER = TODAY + dt.timedelta(days=30)
SENTENCES = {
    "first": "A page says so.",
    "solid": "A figure is given each year.",
    "exemplary": "An outsider confirms it.",
}
STORED = [{"grade": grade, "text": text} for grade, text in SENTENCES.items()]


def graded(folder: Path, levels: object) -> Path:
    """Write the small catalogue with `levels` on its first ask, from line 10 on."""
    write_catalogue(folder)
    if isinstance(levels, dict):
        lines = "".join(f"    {grade}: {text}\n" for grade, text in levels.items())
        levels = f"\n{lines.rstrip()}"
    replace(folder, ASKS, "  effort_reason", f"  levels: {levels}\n  effort_reason")
    return folder


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(CatalogueInvalid) as caught:
        read_catalogue(folder)
    return [str(error) for error in caught.value.errors]


def current_text() -> AskText:
    return AskText.objects.get(current_for__slug="first")


def test_levels_are_read_as_they_are_stored(tmp_path: Path) -> None:
    asks = read_catalogue(graded(tmp_path, SENTENCES)).asks["speaking-up"]
    assert [ask["levels"] for ask in asks] == [STORED, []]


@pytest.mark.parametrize(
    ("levels", "complaint"),
    [
        ("", '10: "levels" must be a mapping'),
        ("[A page says so.]", '10: "levels" must be a mapping'),
        ({**SENTENCES, "best": "More."}, '14: unknown key "best"; take it out'),
        ({**SENTENCES, "solid": "''"}, '12: "solid" is empty; fill it'),
        ({**SENTENCES, "solid": "It is. It was."}, '12: "solid" must be one sentence; join'),
        ({**SENTENCES, "solid": "It is"}, '12: "solid" must end with a full stop; add it'),
        ({**SENTENCES, "solid": "It is so!"}, '12: "solid" holds an exclamation mark'),
        ({**SENTENCES, "solid": "[It is.]"}, '12: "solid" must be text, not a list'),
        ({**SENTENCES, "solid": "7"}, '12: "solid" must be text, not 7; put it in quotes'),
    ],
)
def test_each_fault_is_named_with_its_line(tmp_path: Path, levels: object, complaint: str) -> None:
    [error] = errors_of(graded(tmp_path, levels))
    assert error.startswith(f"{ASKS}:{complaint}")


@pytest.mark.parametrize("grade", GRADES)
def test_a_missing_grade_is_named(tmp_path: Path, grade: str) -> None:
    levels = {name: text for name, text in SENTENCES.items() if name != grade}
    assert errors_of(graded(tmp_path, levels)) == [f'{ASKS}:11: "{grade}" is missing; add it']


@given(st.permutations(GRADES))
def test_every_other_order_is_refused(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    folder = graded(tmp_path_factory.mktemp("order"), {name: SENTENCES[name] for name in order})
    if tuple(order) == GRADES:
        assert read_catalogue(folder).asks["speaking-up"][0]["levels"] == STORED
        return
    [error] = errors_of(folder)
    assert "stands too early; the order is first, solid, exemplary" in error


def test_a_wrong_order_is_named_where_it_begins(tmp_path: Path) -> None:
    order = {name: SENTENCES[name] for name in ("first", "exemplary", "solid")}
    [error] = errors_of(graded(tmp_path, order))
    assert error.startswith(f'{ASKS}:12: "exemplary" stands too early')


def test_a_level_may_be_as_long_as_the_limit_and_no_longer(tmp_path: Path) -> None:
    longest = "x" * (LEVEL_LENGTH - 1) + "."
    read_catalogue(graded(tmp_path, {**SENTENCES, "first": longest}))
    [error] = errors_of(graded(tmp_path, {**SENTENCES, "first": f"x{longest}"}))
    assert error.endswith('"first" has 221 signs; shorten it to 220')


@pytest.mark.django_db
def test_added_levels_make_a_new_version_and_keep_the_old_one(tmp_path: Path) -> None:
    load_catalogue(write_catalogue(tmp_path), TODAY)
    assert current_text().levels == []
    assert load_catalogue(graded(tmp_path, SENTENCES), LATER).changed == ["ask first"]
    assert (current_text().number, current_text().levels) == (2, STORED)
    assert AskText.objects.get(ask__slug="first", number=1).levels == []
    assert AskText.objects.filter(ask__slug="second").count() == 1


@pytest.mark.django_db
def test_a_changed_level_makes_a_new_version_and_an_equal_one_none(tmp_path: Path) -> None:
    load_catalogue(graded(tmp_path, SENTENCES), TODAY)
    assert load_catalogue(tmp_path, LATER).changed == []
    replace(tmp_path, ASKS, SENTENCES["solid"], "Two figures are given each year.")
    load_catalogue(tmp_path, LATER)
    assert current_text().number == 2
    assert current_text().levels[1] == {
        "grade": "solid",
        "text": "Two figures are given each year.",
    }


@pytest.mark.django_db
def test_levels_that_are_taken_out_leave_the_current_text_without(tmp_path: Path) -> None:
    load_catalogue(graded(tmp_path, SENTENCES), TODAY)
    load_catalogue(write_catalogue(tmp_path), LATER)
    assert (current_text().number, current_text().levels) == (2, [])


@pytest.mark.django_db
def test_a_curators_change_to_other_words_keeps_the_levels(tmp_path: Path) -> None:
    load_catalogue(graded(tmp_path, SENTENCES), TODAY)
    edit_ask_text(Ask.objects.get(slug="first"), {"why": "A curator knows."}, LATER)
    assert (current_text().number, current_text().levels) == (2, STORED)


def test_most_shipped_asks_have_levels_and_no_two_levels_are_alike() -> None:
    asks = [ask for entries in read_catalogue(CATALOGUE_FOLDER).asks.values() for ask in entries]
    texts = [level["text"] for ask in asks for level in ask["levels"]]
    assert len([ask for ask in asks if ask["levels"]]) >= 45
    assert len(set(texts)) == len(texts)
