"""Files to the byte: what is written is read back, the same rows make the same bytes, and no cell is a formula."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.models import Release, Window
from outcomes.open_data import cells_json_name, release_digest, release_folder
from outcomes.open_data_formats import DataFile, csv_bytes, json_bytes
from outcomes.open_data_rows import cell_rows
from outcomes.published_rows import (
    ASKS,
    CELLS,
    LABS,
    POSITIONS,
    RELEASES,
    SOURCES,
    Holds,
    Row,
    Table,
)
from outcomes.release_check import Point, check_release
from outcomes.releases import release_window
from tests.outcomes.data_files import read_csv, read_json
from tests.outcomes.factories import NO_GAG, NORTH
from tests.outcomes.published import publish, window_named

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
STARTS = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "'", '"', "\n", ","])
VALUES: dict[Holds, st.SearchStrategy[Any]] = {
    Holds.TEXT: st.builds(str.__add__, STARTS, TEXTS),
    Holds.WHOLE: st.integers(),
    Holds.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Holds.TRUTH: st.booleans(),
    Holds.DAY: st.none() | st.dates().map(str),
    Holds.LIST: st.lists(TEXTS, max_size=3),
}


def rows_of(table: Table) -> st.SearchStrategy[list[Row]]:
    """Draw rows that a table could hold."""
    return st.lists(st.tuples(*(VALUES[column.holds] for column in table.columns)), max_size=4)


@pytest.mark.parametrize(
    "table", [CELLS, RELEASES, ASKS, LABS, POSITIONS, SOURCES], ids=lambda table: table.name
)
@given(data=st.data())
def test_csv_and_json_read_back_to_the_same_rows(table: Table, data: st.DataObject) -> None:
    rows = data.draw(rows_of(table))
    assert read_csv(table, csv_bytes(table, rows)) == rows
    assert read_json(table, json_bytes({}, table, rows)) == rows


@given(start=STARTS.filter(lambda sign: sign in {"=", "+", "-", "@", "\t", "\r"}), text=TEXTS)
def test_no_text_begins_as_a_formula_does(start: str, text: str) -> None:
    one = replace(CELLS, columns=CELLS.columns[:1], key=())
    [_, cell] = csv_bytes(one, [(start + text,)]).decode().split("\n", 1)
    assert cell.startswith(("'", "\"'"))


def test_a_count_below_zero_stays_a_number(db: None) -> None:
    release = publish(window_named("2025H1", 2025), {NORTH: {NO_GAG: (-3, 0, 0)}})
    written = release_folder(release, "").file("leverage-2025H1-cells.csv").content
    assert b",no-gag-clause,No gag clause,yes,-3," in written


def test_files_have_plain_line_ends_and_no_mark_at_their_start(db: None) -> None:
    folder = release_folder(publish(window_named("2025H1", 2025)), "https://leverage.example")
    for file in folder.files():
        assert b"\r" not in file.content
        assert file.content.endswith(b"\n")
        assert not file.content.startswith("\ufeff".encode())


def test_the_same_release_gives_the_same_bytes_in_whatever_order_its_rows_lie(db: None) -> None:
    def files() -> list[DataFile]:
        release = Release.objects.select_related("window").get()
        return release_folder(release, "https://leverage.example").files()

    publish(window_named("2025H1", 2025), {NORTH: {NO_GAG: (5, -2, 0)}})
    before = files()
    cell = Release.objects.get().tallies.earliest("pk")
    cell.delete()
    cell.pk = None
    cell.save()
    assert files() == before


def test_rows_come_in_the_order_of_their_key(db: None) -> None:
    rows = [CELLS.record(row) for row in cell_rows(publish(window_named("2025H1", 2025)))]
    keys = [tuple(row[name] for name in CELLS.key) for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_a_release_writes_down_the_digest_of_its_file(closed: Window) -> None:
    release_window(closed.name)
    release = Release.objects.select_related("window").get()
    file = release_folder(release, "https://elsewhere.example").file(cells_json_name(release))
    assert release.digest == file.sha256 == release_digest(release)
    found = check_release(release, file=file.content)
    assert {one.point: one.holds for one in found} == dict.fromkeys(Point, True)
    release.tallies.filter(pk=release.tallies.earliest("pk").pk).update(count=10_000)
    assert release_digest(release) != release.digest


def test_made_up_numbers_say_so_in_their_name_and_in_their_head(db: None) -> None:
    release = publish(window_named("2025H1-demo", 2025, demonstration=True))
    folder = release_folder(release, "")
    assert cells_json_name(release) == "made-up-2025H1-demo-cells.json"
    for name in (cells_json_name(release), "datapackage.json"):
        assert json.loads(folder.file(name).content)["made_up"] is True
    assert "made-up" in json.loads(folder.file("datapackage.json").content)["name"]
