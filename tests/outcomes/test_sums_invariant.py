"""Sums on pages and in files are those of the raw integers, and a release lists what its window did (privacy.md 11)."""

from __future__ import annotations

import pytest
from django.test import Client

from outcomes import open_data_rows, tally_cells
from outcomes.kinds import Kind, Query, Tier
from outcomes.models import Release, Window
from outcomes.published_rows import Row
from outcomes.releases import release_window
from outcomes.statistics.intervals import interval
from outcomes.statistics.parameters import DECISIONS, ReleaseParameters
from outcomes.tally_pages import Wanted, release_page
from tests.outcomes import factories
from tests.outcomes.data_files import get, records
from tests.outcomes.factories import ASKS, NO_GAG, NORTH, SAFETY_CASES, SOUTH, TABLES
from tests.outcomes.published import publish, window_named

pytestmark = pytest.mark.django_db

FILE = "/data/2025H1/leverage-2025H1-cells.json"
# Each sum is another one as soon as any of its parts is cut at zero.
ANSWERS = {
    NORTH: {SAFETY_CASES: (60, -5, 30), NO_GAG: (80, 10, -9)},
    SOUTH: {SAFETY_CASES: (-4, 40, -6), NO_GAG: (30, -8, 2)},
}
DECIDED = {NORTH: {NO_GAG: (90, -3)}, SOUTH: {NO_GAG: (-7, 45)}}
ENTRIES = {NORTH: 140, SOUTH: -6, "other": 9}


@pytest.fixture
def release(db: None) -> Release:
    """Publish counts of both signs."""
    return publish(window_named("2025H1", 2025), ANSWERS, ENTRIES, decided=DECIDED)


def raw_sums() -> dict[tuple[str, str], int]:
    """Add up the numbers above, by ask and answer."""
    sums: dict[tuple[str, str], int] = {}
    for tables, answers in (
        (ANSWERS, ("yes", "open", "no")),
        (DECIDED, tuple(map(str, DECISIONS))),
    ):
        for asks in tables.values():
            for ask, counts in asks.items():
                for answer, count in zip(answers, counts, strict=True):
                    sums[ask, answer] = sums.get((ask, answer), 0) + count
    return sums


def assert_sums(client: Client, release: Release) -> None:
    """Fail unless file and page say the sums of the raw integers: the sum of entries, and each ask over all labs."""
    wanted, entries = raw_sums(), sum(ENTRIES.values())
    found = records(get(client, FILE))
    from_file: dict[tuple[str, str], int] = {}
    for row in found:
        from_file[row["ask"], row["answer"]] = (
            from_file.get((row["ask"], row["answer"]), 0) + row["count"]
        )
    assert {key: from_file[key] for key in wanted} == wanted
    assert from_file["", ""] == entries

    [block] = release_page(release, [release], Wanted()).blocks
    assert block.entries.value == entries
    tables = (block.table, block.decided)
    from_page = {
        (row.slug, column.code): cell.value
        for table in tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }
    assert from_page == {key: max(0, sum_) for key, sum_ in wanted.items()}
    totals = {row.slug: row.total.value for row in block.table.rows}
    assert totals == {
        ask: sum(wanted[ask, answer] for answer in ("yes", "open", "no"))
        for ask in (SAFETY_CASES, NO_GAG)
    }


def assert_lists(client: Client, window: Window) -> None:
    """Fail unless a release has every cell of the window's tables and asks, and no other, each with its noise."""
    found = records(get(client, FILE))
    assert {(row["table"], row["table_name"]) for row in found} == {
        (table["slug"], table["name"]) for table in window.tables
    }
    for table in TABLES:
        counted = [row for row in found if row["table"] == table["slug"]]
        assert len(counted) == len(ASKS) * (3 + 2) + 1
        assert {(row["ask"], row["ask_name"]) for row in counted if row["ask"]} == {
            (ask["slug"], ask["short_name"]) for ask in window.asks
        }
    parameters = ReleaseParameters.from_json(window.parameters["release"])
    for row in found:
        scale = parameters.scale(Kind(row["kind"]), Query(row["query"]))
        assert row["scale"] == scale
        assert row["half_width"] == interval(0, [scale]).high


def test_sums_are_those_of_the_raw_integers(client: Client, release: Release) -> None:
    assert_sums(client, release)


@pytest.mark.parametrize("logged", [0, 1])
def test_a_release_lists_what_its_window_did_whatever_was_logged(
    client: Client, ready_keys: None, logged: int
) -> None:
    window = factories.closed_window(conversations=logged)
    release_window(window.name)
    assert_lists(client, window)


# -- Broken twins ----------------------------------------------------------------------------------


def test_a_file_that_cuts_counts_at_zero_is_noticed(
    client: Client, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = open_data_rows.cell_rows

    def clipped(release: Release) -> list[Row]:
        return [
            tuple(max(0, value) if type(value) is int else value for value in row)
            for row in original(release)
        ]

    monkeypatch.setattr(open_data_rows, "cell_rows", clipped)
    with pytest.raises(AssertionError):
        assert_sums(client, release)


def test_a_page_that_adds_what_was_cut_at_zero_is_noticed(
    client: Client, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = tally_cells.Count.__add__

    def clipped(one: tally_cells.Count, other: tally_cells.Count) -> tally_cells.Count:
        cut = [tally_cells.Count(max(0, count.value), count.parts) for count in (one, other)]
        return original(*cut)

    monkeypatch.setattr(tally_cells.Count, "__add__", clipped)
    with pytest.raises(AssertionError):
        assert_sums(client, release)


def test_a_release_that_leaves_out_what_nobody_raised_is_noticed(
    client: Client, ready_keys: None
) -> None:
    window = factories.closed_window()
    release_window(window.name)
    quiet = Release.objects.get().tallies.filter(
        table=SOUTH, tier=Tier.DRAWN, query=Query.RESPONSES, ask=NO_GAG
    )
    quiet.delete()
    with pytest.raises(AssertionError):
        assert_lists(client, window)
