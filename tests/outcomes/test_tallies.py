"""Published numbers shaped for pages: ranges, thin rows and sums follow from the raw integers alone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db.models import Q
from pytest_django import DjangoAssertNumQueries

from outcomes.decided_tallies import decided_table
from outcomes.kinds import Decision, Kind, Query, ResponseClass, Tier
from outcomes.models import Tally
from outcomes.statistics.intervals import interval, show_threshold
from outcomes.statistics.parameters import CLASSES
from outcomes.tallies import PAGE_ROWS, TallyTable, on_axis, page_of, tally_table
from outcomes.tally_cells import Count, read_cells
from outcomes.tally_panels import ask_panel
from tests.outcomes import factories
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, SOUTH, WHISTLEBLOWING
from tests.outcomes.published import DECIDED_SCALE, SCALE, Counts, publish, window_named
from tests.outcomes.verifying import LAB

NAMES = {ask["slug"]: ask["short_name"] for ask in factories.ASKS}
CELL = interval(0, [SCALE]).high
ASK_IN_A_TABLE = interval(0, [SCALE] * 3).high
THRESHOLD = show_threshold([SCALE] * 3, len(NAMES))


def table_of(counts: Mapping[str, Counts], *focus: str) -> TallyTable:
    """Shape one table of the small cast; asks without counts are zero."""
    cells = {
        ask: {
            str(code): Count(value, ((SCALE, 1),))
            for code, value in zip(CLASSES, counts.get(ask, (0, 0, 0)), strict=True)
        }
        for ask in NAMES
    }
    return tally_table(cells, CLASSES, NAMES, focus=focus)


# -- One table -----------------------------------------------------------------------------------------


def test_the_order_of_the_cells_is_yes_open_no() -> None:
    assert [str(response) for response in ResponseClass] == ["yes", "open", "no"]


def test_a_row_shows_each_count_with_its_range() -> None:
    [row] = table_of({SAFETY_CASES: (40, 20, 12)}).rows
    assert (row.slug, row.short_name) == (SAFETY_CASES, "Safety cases")
    assert [(cell.low, cell.value, cell.high) for cell in row.cells] == [
        (n - CELL, n, n + CELL) for n in (40, 20, 12)
    ]
    assert row.total == interval(72, [SCALE] * 3)
    assert row.total.high - row.total.value == ASK_IN_A_TABLE > CELL


def test_below_the_threshold_an_ask_is_thin_and_shows_no_number() -> None:
    table = table_of({SAFETY_CASES: (THRESHOLD - 1, 0, 0)})
    assert (table.rows, table.thin, table.further_thin) == ((), (), len(NAMES))
    table = table_of({SAFETY_CASES: (THRESHOLD, 0, 0)})
    assert [row.slug for row in table.rows] == [SAFETY_CASES]
    assert (table.further_thin, table.threshold) == (len(NAMES) - 1, THRESHOLD)


def test_a_thin_ask_in_focus_is_named_with_how_few_that_is() -> None:
    table = table_of({SAFETY_CASES: (1, 0, 0)}, SAFETY_CASES, NO_GAG)
    assert [(row.short_name, row.threshold) for row in table.thin] == [
        ("No gag clause", THRESHOLD),
        ("Safety cases", THRESHOLD),
    ]
    assert table.further_thin == len(NAMES) - 2


def test_the_threshold_is_judged_on_the_sum_of_raw_counts() -> None:
    assert table_of({SAFETY_CASES: (THRESHOLD + 5, -3, -3)}).rows == ()
    assert table_of({SAFETY_CASES: (THRESHOLD + 6, -3, -3)}).rows != ()


def test_a_negative_count_is_clipped_for_showing_and_nowhere_else() -> None:
    [row] = table_of({SAFETY_CASES: (40, -4, -2)}).rows
    assert [(cell.low, cell.value) for cell in row.cells[1:]] == [(0, 0), (0, 0)]
    assert [cell.high for cell in row.cells[1:]] == [CELL - 4, CELL - 2]
    assert row.total.value == 34


def test_rows_come_by_name_and_never_by_number() -> None:
    asks = (SAFETY_CASES, WHISTLEBLOWING, NO_GAG)
    table = table_of({ask: (30 * n, 0, 0) for n, ask in enumerate(asks, start=1)})
    names = [row.short_name for row in table.rows]
    assert names == ["A line for whistleblowers", "No gag clause", "Safety cases"]


def test_more_yes_than_no_is_said_only_where_the_ranges_part() -> None:
    parted = {SAFETY_CASES: (40, 0, 40 - 2 * CELL - 1), NO_GAG: (5, 0, 5 + 2 * CELL + 1)}
    table = table_of(parted)
    assert table.more_first.first == ("Safety cases",)
    assert table.more_last.first == ("No gag clause",)
    table = table_of({SAFETY_CASES: (40, 0, 40 - 2 * CELL), NO_GAG: (5, 0, 5 + 2 * CELL)})
    assert table.more_first.first == table.more_last.first == ()


def test_a_share_is_given_from_a_total_of_thirty_on() -> None:
    rows = table_of({SAFETY_CASES: (15, 10, 4), NO_GAG: (15, 10, 5)}).rows
    without, given = sorted(rows, key=lambda row: row.total.value)
    assert without.share is None
    assert given.share is not None
    assert given.share.low < given.share.value == 50 < given.share.high


@pytest.mark.parametrize("highest", [23, 33, 34, 60, 100, 173, 1000])
def test_everything_drawn_fits_on_an_axis_with_a_few_round_ticks(highest: int) -> None:
    table = table_of({SAFETY_CASES: (highest, 18, 0)})
    assert table.axis % 20 == 0
    assert table.axis > highest + CELL
    assert table.ticks[0].label == 0
    assert 1 <= len(table.ticks) <= 4
    assert all(tick.label % 20 == 0 and tick.label < table.axis for tick in table.ticks)
    for cell in table.rows[0].cells:
        assert 0 <= cell.range_start <= cell.bar_width <= cell.range_start + cell.range_width <= 100


def test_places_are_whole_percents_of_the_axis() -> None:
    table = on_axis(table_of({SAFETY_CASES: (60, 20, 0)}), 80)
    first = table.rows[0].cells[0]
    assert (first.bar_width, first.range_start) == (75, round(100 * (60 - CELL) / 80))
    assert [(tick.label, tick.place) for tick in table.ticks] == [
        (0, 0),
        (20, 25),
        (40, 50),
        (60, 75),
    ]


def test_pages_hold_every_row_once_and_those_in_words_come_last() -> None:
    names = {f"ask-{number:02}": f"Ask {number:02}" for number in range(50)}
    counts = {
        ask: {str(code): Count(40 * (ask < "ask-30"), ((SCALE, 1),)) for code in CLASSES}
        for ask in names
    }
    table = tally_table(counts, CLASSES, names, focus=names)
    pages = [page_of(table, number) for number in (1, 2, 3, 4)]
    assert [page.length for page in pages] == [PAGE_ROWS, PAGE_ROWS, PAGE_ROWS, 5]
    shown = [row.slug for page in pages for row in page.rows]
    in_words = [row.slug for page in pages for row in page.thin]
    assert shown + in_words == list(names)


# -- Deciding asks ---------------------------------------------------------------------------------------


def decided(counts: Mapping[str, tuple[int, int]]) -> TallyTable:
    """Shape the deciding asks of one table of the small cast."""
    cells = {
        ask: {
            str(decision): Count(value, ((DECIDED_SCALE, 1),))
            for decision, value in zip(Decision, counts.get(ask, (0, 0)), strict=True)
        }
        for ask in NAMES
    }
    return decided_table(cells, NAMES)


def test_each_count_of_a_deciding_ask_is_shown_or_put_in_words_by_itself() -> None:
    least = show_threshold([DECIDED_SCALE], 2 * len(NAMES))
    table = decided({SAFETY_CASES: (least, least - 1), NO_GAG: (least - 1, least - 1)})
    [row] = table.rows
    assert (row.slug, [cell.thin for cell in row.cells]) == (SAFETY_CASES, [0, least])
    assert row.cells[0].high == interval(least, [DECIDED_SCALE]).high
    assert (table.threshold, table.further_thin) == (least, len(NAMES) - 1)


def test_without_a_deciding_ask_there_is_a_threshold_and_no_row() -> None:
    table = decided({})
    assert table.rows == ()
    assert table.threshold == show_threshold([DECIDED_SCALE], 2 * len(NAMES))


# -- Reading and adding up ---------------------------------------------------------------------------------


def test_an_ask_over_all_tables_is_the_sum_of_raw_counts(db: None) -> None:
    counts = {
        NORTH: {NO_GAG: (60, 10, -6)},
        SOUTH: {NO_GAG: (-8, 12, 3)},
        "other": {NO_GAG: (1, -2, -5)},
    }
    publish(window_named("2025H1", 2025), counts)
    panel = ask_panel(NO_GAG)
    assert panel is not None
    assert panel.sums is not None
    assert panel.sums.total == interval(65, [SCALE] * 9)
    assert [cell.value for cell in panel.sums.cells] == [53, 20, 0]
    assert panel.sums.cells[0].high == interval(53, [SCALE] * 3).high
    assert panel.sums.shown


def test_a_sum_is_shown_from_the_threshold_of_all_its_cells(db: None) -> None:
    least = show_threshold([SCALE] * 9, len(NAMES))
    assert least > THRESHOLD
    for number, total in enumerate((least - 1, least)):
        publish(window_named(f"202{number}H1", 2020 + number), {NORTH: {NO_GAG: (total, 0, 0)}})
        panel = ask_panel(NO_GAG)
        assert panel is not None
        assert panel.sums is not None
        assert panel.sums.shown is bool(number)


def test_an_ask_that_the_window_did_not_count_has_no_sum(db: None) -> None:
    publish(window_named("2025H1", 2025))
    panel = ask_panel("free-lunch")
    assert panel is not None
    assert (panel.sums, panel.together, panel.trend) == (None, None, None)


def test_cells_are_added_by_the_database_as_they_would_be_by_hand(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    window = window_named("2025H1", 2025, verified=True, kinds=tuple(Kind))
    numbers = iter(range(-40, 4000))
    release = publish(window)
    for tally in release.tallies.all():
        tally.count = next(numbers)
        tally.save()
    with django_assert_num_queries(1):
        cells = read_cells([release], Q(), totals_of=Q(release=release))
    for tier in (None, *Tier):
        for query in (Query.RESPONSES, Query.DECIDED):
            for ask, found in cells.answers(Kind.CONVERSATION, query, tier=tier).items():
                for answer, count in found.items():
                    by_hand = [
                        tally.count
                        for tally in Tally.objects.filter(
                            kind=Kind.CONVERSATION, query=query, ask=ask, response=answer
                        )
                        if tier in (None, tally.tier)
                    ]
                    assert count.value == sum(by_hand)
                    assert sum(times for _scale, times in count.parts) == len(by_hand)
    total = sum(
        Tally.objects.filter(
            table=LAB, kind=Kind.CONVERSATION, query=Query.RESPONSES, ask=NO_GAG
        ).values_list("count", flat=True)
    )
    assert cells.totals[LAB, NO_GAG] == total


def test_delivery_is_never_added_to_conversations(db: None) -> None:
    window = window_named("2025H1", 2025, kinds=tuple(Kind))
    release = publish(window, kept={NORTH: {NO_GAG: (1000, 0, 0)}}, reports={NORTH: 1000})
    cells = read_cells([release], Q())
    assert all(
        count.value == 0
        for found in cells.answers(Kind.CONVERSATION, Query.RESPONSES).values()
        for count in found.values()
    )
    assert cells.entries(Kind.CONVERSATION).value == 0
    assert cells.entries(Kind.DELIVERY).value == 1000
