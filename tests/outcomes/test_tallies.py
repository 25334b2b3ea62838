"""Published numbers on pages: ranges, thin rows and sums follow from the raw integers alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pytest_django import DjangoAssertNumQueries

from outcomes.home import PICTURE_ROWS, latest_picture
from outcomes.kinds import Kind, Query, ResponseClass, Tier
from outcomes.models import Release, Tally
from outcomes.statistics.intervals import interval
from outcomes.statistics.parameters import SHOW_THRESHOLD
from outcomes.tallies import TallyTable, ask_tally, tally_table
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH, WHISTLEBLOWING

CELL = interval(0, [1.875]).high
ASK_IN_A_TABLE = interval(0, [1.875] * 3).high
ASK_IN_ALL = interval(0, [1.875] * 9).high
ENTRIES = interval(0, [2.5]).high

Counts = Mapping[tuple[str, str], tuple[int, int, int]]


@pytest.fixture
def release(db: None, ready_keys: None) -> Release:
    """Return a release in which every cell is zero."""
    found = factories.released(factories.closed_window())
    Tally.objects.update(count=0)
    return found


def _publish(counts: Counts) -> None:
    """Set the cells (yes, open, no) of asks of tables, as if the noise had made them so."""
    for (table, ask), cells in counts.items():
        for response, count in zip(ResponseClass, cells, strict=True):
            Tally.objects.filter(table=table, ask=ask, response=response).update(count=count)


def _north(release: Release, counts: tuple[int, int, int], *focus: str) -> TallyTable:
    _publish({(NORTH, SAFETY_CASES): counts})
    return tally_table(release, NORTH, focus=focus)


def test_the_order_of_the_cells_is_yes_open_no() -> None:
    assert [str(response) for response in ResponseClass] == ["yes", "open", "no"]


def test_a_row_shows_each_count_with_its_range(release: Release) -> None:
    [row] = _north(release, (40, 20, 12)).rows
    assert (row.slug, row.short_name) == (SAFETY_CASES, "Safety cases")
    assert [(cell.low, cell.value, cell.high) for cell in row.cells] == [
        (n - CELL, n, n + CELL) for n in (40, 20, 12)
    ]
    assert row.total == interval(72, [1.875] * 3)
    assert row.total.high - row.total.value == ASK_IN_A_TABLE > CELL


def test_below_the_threshold_an_ask_is_thin_and_shows_no_number(release: Release) -> None:
    table = _north(release, (SHOW_THRESHOLD - 1, 0, 0))
    assert (table.rows, table.thin, table.further_thin) == ((), (), len(factories.ASKS))
    table = _north(release, (SHOW_THRESHOLD, 0, 0))
    assert [row.slug for row in table.rows] == [SAFETY_CASES]
    assert table.further_thin == len(factories.ASKS) - 1


def test_a_thin_ask_in_focus_is_named(release: Release) -> None:
    table = _north(release, (1, 0, 0), SAFETY_CASES, NO_GAG)
    assert table.thin == ((NO_GAG, "No gag clause"), (SAFETY_CASES, "Safety cases"))
    assert table.further_thin == len(factories.ASKS) - 2


def test_the_threshold_is_judged_on_the_sum_of_raw_counts(release: Release) -> None:
    assert _north(release, (SHOW_THRESHOLD + 5, -3, -3)).rows == ()
    assert _north(release, (SHOW_THRESHOLD + 6, -3, -3)).rows != ()


def test_a_negative_count_is_clipped_on_the_page_and_nowhere_else(release: Release) -> None:
    [row] = _north(release, (40, -4, -2)).rows
    assert [(cell.low, cell.value) for cell in row.cells[1:]] == [(0, 0), (0, 0)]
    assert [cell.high for cell in row.cells[1:]] == [CELL - 4, CELL - 2]
    assert row.total.value == 34
    assert list(Tally.objects.filter(count__lt=0).values_list("count", flat=True)) == [-4, -2]


def test_the_number_of_entries_has_its_own_range(release: Release) -> None:
    Tally.objects.filter(table=NORTH, query=Query.ENTRIES).update(count=50)
    assert tally_table(release, NORTH).entries == interval(50, [2.5])
    Tally.objects.filter(table=NORTH, query=Query.ENTRIES).update(count=-9)
    clipped = tally_table(release, NORTH).entries
    assert (clipped.low, clipped.value, clipped.high) == (0, 0, max(0, ENTRIES - 9))


def test_rows_come_by_name_and_never_by_number(release: Release) -> None:
    asks = (SAFETY_CASES, WHISTLEBLOWING, NO_GAG)
    _publish({(NORTH, ask): (20 * n, 0, 0) for n, ask in enumerate(asks, start=1)})
    names = [row.short_name for row in tally_table(release, NORTH).rows]
    assert names == ["A line for whistleblowers", "No gag clause", "Safety cases"]


@pytest.mark.parametrize("highest", [13, 14, 33, 34, 60, 100, 173, 1000])
def test_everything_drawn_fits_on_an_axis_with_a_few_round_ticks(
    release: Release, highest: int
) -> None:
    table = _north(release, (highest, 18, 0))
    assert table.axis % 20 == 0
    assert table.axis > highest + CELL
    assert table.ticks[0].label == 0
    assert 1 <= len(table.ticks) <= 4
    assert all(tick.label % 20 == 0 and tick.label < table.axis for tick in table.ticks)
    for cell in table.rows[0].cells:
        assert 0 <= cell.range_start <= cell.bar_width <= cell.range_start + cell.range_width <= 100


def test_places_are_whole_percents_of_the_axis(release: Release) -> None:
    table = _north(release, (60, 20, 0))
    assert table.axis == 80
    first = table.rows[0].cells[0]
    assert (first.bar_width, first.range_start) == (75, round(100 * (60 - CELL) / 80))
    assert [(tick.label, tick.place) for tick in table.ticks] == [
        (0, 0),
        (20, 25),
        (40, 50),
        (60, 75),
    ]


def test_a_table_without_anything_to_show_still_has_an_axis(release: Release) -> None:
    table = tally_table(release, SOUTH)
    assert (table.rows, table.axis, table.name) == ((), 20, "South Lab")


def test_a_table_that_the_release_does_not_have_is_an_error(release: Release) -> None:
    with pytest.raises(KeyError):
        tally_table(release, "east-lab")


def test_a_table_takes_one_query(
    release: Release, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    latest = Release.objects.newest_first().get()
    with django_assert_num_queries(1):
        tally_table(latest, NORTH)


def test_another_kind_or_tier_is_never_added(release: Release) -> None:
    _publish({(NORTH, SAFETY_CASES): (30, 0, 0)})
    for kind, tier in ((Kind.DELIVERY, Tier.DRAWN), (Kind.CONVERSATION, Tier.VERIFIED)):
        release.tallies.create(
            table=NORTH,
            kind=kind,
            tier=tier,
            query=Query.RESPONSES,
            ask=SAFETY_CASES,
            response=ResponseClass.YES,
            count=1000,
        )
    assert tally_table(release, NORTH).rows[0].total.value == 30


def test_an_ask_over_all_tables_is_the_sum_of_raw_counts(release: Release) -> None:
    _publish(
        {
            (NORTH, NO_GAG): (40, 10, -6),
            (SOUTH, NO_GAG): (-8, 12, 3),
            ("other", NO_GAG): (1, -2, -5),
        }
    )
    tally = ask_tally(release, NO_GAG)
    assert tally is not None
    assert tally.total == interval(45, [1.875] * 9)
    assert {response: found.value for response, found in tally.by_class} == {
        ResponseClass.YES: 33,
        ResponseClass.OPEN: 20,
        ResponseClass.NO: 0,
    }
    assert dict(tally.by_class)[ResponseClass.YES] == interval(33, [1.875] * 3)
    assert tally.shown


def test_a_sum_is_shown_from_the_threshold_when_its_range_leaves_zero(release: Release) -> None:
    assert ASK_IN_ALL < SHOW_THRESHOLD - 1
    assert [_is_shown(release, total) for total in (SHOW_THRESHOLD - 1, SHOW_THRESHOLD)] == [
        False,
        True,
    ]


def test_a_sum_over_many_tables_is_shown_only_when_its_range_leaves_zero(release: Release) -> None:
    for number in range(10):
        _add_empty_table(release, f"lab-{number}")
    width = interval(0, [1.875] * 39).high
    assert width > SHOW_THRESHOLD
    assert [_is_shown(release, total) for total in (width, width + 1)] == [False, True]


def _is_shown(release: Release, total: int) -> bool:
    _publish({(NORTH, NO_GAG): (total, 0, 0)})
    tally = ask_tally(release, NO_GAG)
    return tally is not None and tally.shown


def _add_empty_table(release: Release, table: str) -> None:
    for response in ResponseClass:
        release.tallies.create(
            table=table,
            kind=Kind.CONVERSATION,
            tier=Tier.DRAWN,
            query=Query.RESPONSES,
            ask=NO_GAG,
            response=response,
            count=0,
        )


def test_an_ask_that_the_window_did_not_count_has_no_tally(release: Release) -> None:
    assert ask_tally(release, "free-lunch") is None


def test_the_home_page_pictures_the_first_table_that_shows_anything(release: Release) -> None:
    assert latest_picture() is None
    asks = [ask["slug"] for ask in factories.ASKS]
    _publish({(SOUTH, ask): (30, 0, 0) for ask in asks})
    _publish({("other", asks[0]): (500, 0, 0)})
    picture = latest_picture()
    assert picture is not None
    assert (picture.release, picture.table.slug) == (release, SOUTH)
    assert len(picture.table.rows) == PICTURE_ROWS


def test_the_home_page_has_no_picture_before_the_first_release(db: None) -> None:
    assert latest_picture() is None
