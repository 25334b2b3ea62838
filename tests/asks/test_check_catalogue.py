"""The validator names file, line, fault and remedy of everything that is wrong."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

from asks.catalogue_folder import CATALOGUE_FOLDER
from asks.errors import CatalogueInvalid
from asks.models import AskText, Lab
from asks.services.catalogue_files import read_catalogue
from asks.services.catalogue_rules import RESERVED
from asks.services.catalogue_schema import ASK
from asks.services.catalogue_schema import LAB as LAB_SHAPE
from asks.services.catalogue_shapes import MappingOf, Text
from asks.urls import urlpatterns
from tests.asks.small_catalogue import ASKS, LAB, replace, write_catalogue


def errors_of(folder: Path) -> list[str]:
    with pytest.raises(CatalogueInvalid) as caught:
        read_catalogue(folder)
    return [str(error) for error in caught.value.errors]


def test_a_right_catalogue_is_read_whole(tmp_path: Path) -> None:
    catalogue = read_catalogue(write_catalogue(tmp_path))
    assert [ask["slug"] for ask in catalogue.asks["speaking-up"]] == ["first", "second"]
    assert [position["ask"] for position in catalogue.labs["lab"]["positions"]] == [
        "first",
        "second",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        (ASKS, "title: Title", "titel: Title", ':2: unknown key "titel"; did you mean "title"'),
        (ASKS, "  why: It matters.\n", "", ':1: "why" is missing; add it'),
        (ASKS, "  why:", "  reply: x\n  why:", ':14: "reply" stands here twice; keep one'),
        (ASKS, "title: Title of first", "title: 7", ':2: "title" must be text, not 7'),
        (ASKS, "title: Title of first", f"title: {'x' * 81}", ":2: "),
        (ASKS, "title: Title of first", "title:", ':2: "title" must be text, not empty'),
        (ASKS, "The lead.", f"{'x' * 160}.", ":4: the first sentence of the summary has 161"),
        (ASKS, "It matters.", "It matters!", "an exclamation mark; end the sentence"),
        (ASKS, "It matters.", "It “matters”.", "a curly quotation mark; use straight"),
        (ASKS, "It matters.", "It <b>matters</b>.", "HTML; write plain text"),
        (ASKS, "It matters.", "It **matters**.", "Markdown; write plain text"),
        (ASKS, "effort: low", "effort: tiny", '"effort" is "tiny"; use one of low, medium, high'),
        (ASKS, "  - A page says so\n", "", '"done_when" has 1 items; it must have 2 to 5'),
        (ASKS, "  done_when:\n  - A page says so\n  - A date stands there", "  done_when: x", "list"),
        (ASKS, "agree: 49", "agree: forty", '"agree" must be a whole number, not forty'),
        (ASKS, "agree: 49", "agree: 51", "agree and disagree are more than n"),
        (ASKS, "survey: survey", "survey: poll", 'no survey "poll"; use one of survey'),
        (ASKS, "date: '2026-07'", "date: '2026-13'", "not a date: 2026-13; write 'YYYY'"),
        (ASKS, "date: '2026-07'", "date: 2026", "must be a date in quotes"),
        (ASKS, "https://journal.example/", "ftp://journal.example/", "must be a link that begins"),
        (ASKS, "https://journal.example/", "javascript:alert(1)", "must be a link that begins"),
        (ASKS, "related: [second]", "related: [third]", 'no ask "third" to be related to'),
        (ASKS, "related: [second]", "related: [first]", "an ask is not related to itself"),
        (ASKS, "slug: second", "slug: first", 'the slug "first" is used at asks/speaking-up.yaml:1'),
        (ASKS, "short_name: second", "short_name: First", 'short_name "First" is used at'),
        (ASKS, "slug: first", "slug: First_Ask", '"slug" is not a slug'),
        (ASKS, "verified: primary\n  related", "verified: secondary\n  related", "According to"),
        (ASKS, "verified: primary\n  related", "verified: unverified\n  related", "use one of"),
        (LAB, "ask: second", "ask: third", ':21: no ask "third"; correct the slug'),
        (LAB, "ask: second", "ask: first", ':21: line 8 has a position on "first" already'),
        (LAB, "verified: primary", "verified: unverified", "an unverified position is not shown"),
        (LAB, "verified: primary", "verified: secondary", 'must begin "According to "'),
        (LAB, "  history:", "  shown: false\n  history:", '"withheld" is missing; say why'),
        (LAB, "  history:", "  withheld: x\n  history:", '"withheld" goes with "shown: false"'),
        (LAB, "Nothing found as of 23 November 2026", "It does not", "nothing public reads"),
        (LAB, "checked: '2026-11-23'", "checked: '2026-11'", "lacks its day"),
        (LAB, "slug: lab", "slug: other", "name the file other.yaml"),
        (LAB, "name: The Lab", "name: &a The Lab", ":2: not valid YAML: anchors"),
        (LAB, "name: The Lab", "name: 'The Lab", "not valid YAML"),
        (LAB, "name: The Lab", "\tname: The Lab", ":2: not valid YAML"),
        (LAB, "name: The Lab", "name: The \x07 Lab", ":2: a control character"),
    ],
)  # fmt: skip
def test_each_fault_is_named_with_its_line_and_remedy(
    tmp_path: Path, name: str, old: str, new: str, complaint: str
) -> None:
    replace(write_catalogue(tmp_path), name, old, new)
    errors = errors_of(tmp_path)
    assert any(error.startswith(f"{name}:") and complaint in error for error in errors), errors


def test_a_file_of_asks_is_named_by_a_category(tmp_path: Path) -> None:
    replace(write_catalogue(tmp_path), "categories.yaml", "slug: speaking-up", "slug: other")
    [error] = errors_of(tmp_path)
    assert error == f'{ASKS}:1: no category "speaking-up"; name the file by one of other'


def test_all_faults_are_reported_at_once_in_order_of_file_and_line(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    replace(tmp_path, ASKS, "effort: low", "effort: tiny", count=2)
    replace(tmp_path, LAB, "ask: second", "ask: third")
    places = [error.split(": ")[0] for error in errors_of(tmp_path)]
    assert places == [f"{ASKS}:9", f"{ASKS}:46", f"{LAB}:21"]


def test_a_file_that_cannot_be_read_does_not_make_other_files_wrong(tmp_path: Path) -> None:
    replace(write_catalogue(tmp_path), ASKS, "- slug: first", "- slug: 'first")
    errors = errors_of(tmp_path)
    assert len(errors) == 1
    assert "not valid YAML" in errors[0]


@pytest.mark.parametrize("name", ["categories.yaml", "surveys.yaml", ASKS, LAB])
def test_a_missing_or_empty_file_is_named(tmp_path: Path, name: str) -> None:
    path = write_catalogue(tmp_path) / name
    path.write_text("", encoding="utf-8")
    assert errors_of(tmp_path) == [f"{name}:1: the file is empty; fill it or remove it"]
    path.unlink()
    [error] = errors_of(tmp_path)
    assert "add" in error


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path) / LAB
    path.write_bytes(path.read_bytes().replace(b"A lab.", "Caf\xe9".encode("latin-1")))
    assert errors_of(tmp_path) == [f"{LAB}:5: this is not UTF-8; save the file as UTF-8"]


@pytest.mark.parametrize(
    ("model", "shape", "name"),
    [(AskText, ASK, "title"), (AskText, ASK, "short_name"), (Lab, LAB_SHAPE, "short_name")],
)
def test_lengths_are_those_of_the_tables(model: type[Model], shape: MappingOf, name: str) -> None:
    limit = getattr(model._meta.get_field(name), "max_length", None)
    assert limit
    assert shape.keys[name].shape == Text(limit)


def test_the_command_prints_every_error_and_ends_with_one(tmp_path: Path) -> None:
    replace(write_catalogue(tmp_path), ASKS, "effort: low", "effort: tiny", count=2)
    printed = StringIO()
    with pytest.raises(CommandError, match="2 problems") as caught:
        call_command("check_catalogue", directory=tmp_path, stderr=printed)
    assert caught.value.returncode == 1
    assert len(printed.getvalue().splitlines()) == 2


def test_the_shipped_catalogue_is_right_and_large_enough() -> None:
    catalogue = read_catalogue(CATALOGUE_FOLDER)
    asks = [ask for entries in catalogue.asks.values() for ask in entries]
    positions = [position for lab in catalogue.labs.values() for position in lab["positions"]]
    assert len(asks) >= 55
    assert len(positions) >= 110
    assert all(ask["sources"] and ask["counter"] and ask["reply"] for ask in asks)


def test_no_ask_or_lab_takes_the_address_of_a_page(tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    replace(folder, ASKS, "slug: second", "slug: compare")
    assert any("address of another page" in error for error in errors_of(folder))


def test_every_page_beside_asks_and_labs_is_reserved() -> None:
    patterns = [str(path.pattern) for path in urlpatterns]
    pages = {
        match[1]
        for match in (re.fullmatch(r"(?:asks|labs)/([a-z-]+)/", pattern) for pattern in patterns)
        if match
    }
    assert pages == RESERVED
