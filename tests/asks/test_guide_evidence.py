"""The cases: each with date, source and outcome, by outcome, and never told as more than they are."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.guide_cases import case_groups, read_cases
from asks.kinds import CaseOutcome
from asks.wording import number_in_words, parse_partial_date, partial_date_in_words
from tests.asks.reading import page_of, words_at
from tests.asks.small_catalogue import ASKS, CASES, replace, write_catalogue

PATH = "/guide/evidence/"


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(CatalogueInvalid) as caught:
        read_cases(folder)
    return [str(error) for error in caught.value.errors]


# -- The page --------------------------------------------------------------------------------------


def test_every_case_stands_under_its_outcome_with_date_wish_and_lesson(client: Client) -> None:
    page = page_of(client, PATH)
    for case in read_cases(CATALOGUE_FOLDER):
        told = words_at(page, f"#case-{case.slug}").replace("&amp;", "&")
        for words in (
            case.company,
            case.who,
            partial_date_in_words(case.date),
            case.asked,
            case.did,
            case.happened,
            case.lesson,
        ):
            assert words in told
        assert told in words_at(page, f"#{case.outcome.value}")


def test_every_source_is_linked_and_learns_nothing(client: Client) -> None:
    page = page_of(client, PATH).replace("&amp;", "&")
    for case in read_cases(CATALOGUE_FOLDER):
        for source in case.sources:
            assert (
                f'<a href="{source.url}" rel="noreferrer" lang="en">{source.publisher}</a>' in page
            )


def test_the_outcomes_come_in_their_order_with_counts(client: Client) -> None:
    page = page_of(client, PATH)
    groups = case_groups(CATALOGUE_FOLDER)
    places = [page.index(f'<section id="{group.outcome.value}"') for group in groups]
    assert places == sorted(places)
    for group in groups:
        first = f"{group.outcome.label} {len(group.cases)} of 10, newest first."
        assert words_at(page, f"#{group.outcome.value}").startswith(first)


@pytest.mark.parametrize(
    "caveat",
    [
        "Nothing here shows cause",
        "People who had not joined yet acted in one of ten",
        "not a study",
        "AI safety was the subject in six of ten",
    ],
)
def test_it_says_how_little_follows(client: Client, caveat: str) -> None:
    assert caveat in words_at(page_of(client, PATH), "#caveats")


# -- The shipped file --------------------------------------------------------------------------------


def test_every_shipped_case_has_a_date_an_https_source_and_an_outcome() -> None:
    cases = read_cases(CATALOGUE_FOLDER)
    assert len(cases) >= 10
    assert len({case.slug for case in cases}) == len(cases)
    for case in cases:
        assert parse_partial_date(case.date)
        assert case.outcome in CaseOutcome
        assert case.sources
        assert all(source.url.startswith("https://") for source in case.sources)


def test_every_kind_of_ending_is_there_failures_too() -> None:
    assert [group.outcome for group in case_groups(CATALOGUE_FOLDER)] == list(CaseOutcome)


def test_the_newest_comes_first_in_every_group() -> None:
    for group in case_groups(CATALOGUE_FOLDER):
        days = [parse_partial_date(case.date) for case in group.cases]
        assert days == sorted(days, reverse=True)


# -- The reader --------------------------------------------------------------------------------------


def test_a_right_file_is_read_whole(tmp_path: Path) -> None:
    newer, older = read_cases(write_catalogue(tmp_path))
    assert (newer.slug, newer.recruits, len(newer.sources)) == ("newer", True, 1)
    assert (older.slug, older.recruits, len(older.sources)) == ("case", False, 2)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("  date: '2024-07'\n", "", ':1: "date" is missing; add it'),
        ("date: '2024-07'", "date: '2024-13'", ':4: "date" is not a date: 2024-13'),
        ("outcome: changed_then_undone", "outcome: mixed", ':7: "outcome" is "mixed"; use one of'),
        ("  publisher: A journal\n", "", ':1: "publisher" is missing; add it'),
        ("url: https://journal", "url: http://journal", ':11: "url" must begin with https://'),
        ("url: https://later", "url: http://later", ':14: "url" must begin with https://'),
        ("They asked.", "They asked!", ':6: "did" holds an exclamation mark'),
        ("ai_safety: true", "ai_safety: perhaps", ':15: "ai_safety" must be true or false'),
        ("slug: newer", "slug: case", ':16: the slug "case" is used at cases.yaml:1 too'),
        ("outcome: not_changed", "outcome: changed_then_undone", ':22: "later" is missing; add'),
        ("lesson:", "moral:", ':9: unknown key "moral"'),
        ("- slug: case", "slug: case", ":2: not valid YAML"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    replace(write_catalogue(tmp_path), CASES, old, new)
    errors = errors_of(tmp_path)
    assert any(error.startswith(CASES) and complaint in error for error in errors), errors


def test_a_missing_or_empty_file_is_named(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path) / CASES
    path.write_text("", encoding="utf-8")
    assert errors_of(tmp_path) == [f"{CASES}:1: the file is empty; fill it or remove it"]
    path.unlink()
    assert errors_of(tmp_path) == [f"{CASES}:1: the file is missing; add it"]


def test_the_check_of_the_catalogue_reports_cases_beside_asks(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    replace(folder, ASKS, "effort: low", "effort: tiny")
    replace(folder, CASES, "outcome: not_changed", "outcome: lost")
    printed = StringIO()
    with pytest.raises(CommandError, match="2 problems"):
        call_command("check_catalogue", directory=folder, stderr=printed)
    assert [line.split(": ")[0] for line in printed.getvalue().splitlines()] == [
        f"{ASKS}:9",
        f"{CASES}:22",
    ]


@pytest.mark.parametrize(
    ("number", "words"), [(0, "none"), (1, "one"), (12, "twelve"), (13, "13"), (-1, "-1")]
)
def test_small_counts_are_words(number: int, words: str) -> None:
    assert number_in_words(number) == words
