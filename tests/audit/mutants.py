"""Seven ways to break the promise, each of them easy to do by mistake. The audit must find every one."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

from outcomes.kinds import Query
from outcomes.statistics import counting
from outcomes.statistics.counting import Opened, TableCounts
from outcomes.statistics.parameters import CLASSES, ReleaseParameters
from tests.audit.worlds import CROWDED, THRESHOLD, Columns, Place, System, Worlds


def _scale_for_one_ask(
    worlds: Worlds, exact: TableCounts, runs: int, watched: Sequence[Place]
) -> Columns:
    return worlds.publish(exact, runs, watched, ReleaseParameters(m=1))


def _count_every_ask(worlds: Worlds, entries: Sequence[Opened]) -> TableCounts:
    with patch.object(counting, "M", len(worlds.asks)):
        return worlds.count(entries)


def _spare_empty_cells(
    worlds: Worlds, exact: TableCounts, runs: int, watched: Sequence[Place]
) -> Columns:
    columns = dict(worlds.publish(exact, runs, watched))
    for query, cell in watched:
        if exact.answers[query][cell] == 0:
            columns[query, cell] = [0] * runs
    return columns


def _show_by_true_counts(
    worlds: Worlds, exact: TableCounts, runs: int, watched: Sequence[Place]
) -> Columns:
    columns = dict(worlds.publish(exact, runs, watched))
    responses = exact.answers[Query.RESPONSES]
    for query, (ask, answer) in watched:
        if query is Query.RESPONSES and sum(responses[ask, each] for each in CLASSES) < THRESHOLD:
            columns[query, (ask, answer)] = [0] * runs
    return columns


def _one_noise_for_all(
    worlds: Worlds, exact: TableCounts, runs: int, watched: Sequence[Place]
) -> Columns:
    columns = dict(worlds.publish(exact, runs, watched))
    for query in exact.answers:
        first, *others = (place for place in watched if place[0] is query)
        noise = [number - exact.answers[query][first[1]] for number in columns[first]]
        columns |= {place: [exact.answers[query][place[1]] + x for x in noise] for place in others}
    return columns


def _exact_number_of_entries(
    worlds: Worlds, exact: TableCounts, runs: int, watched: Sequence[Place]
) -> Columns:
    [number] = exact.answers[Query.ENTRIES].values()
    return {**worlds.publish(exact, runs, watched), (Query.ENTRIES, ("", "")): [number] * runs}


def _rows_twice(worlds: Worlds, entries: Sequence[Opened]) -> TableCounts:
    return worlds.count([*entries, *entries])


MUTANTS = (
    System("scale for one ask", publish=_scale_for_one_ask),
    System("no bound on asks", count=_count_every_ask, worlds=CROWDED),
    System("noise on cells with entries only", publish=_spare_empty_cells),
    System("shown by true counts", publish=_show_by_true_counts),
    System("one noise for all cells", publish=_one_noise_for_all),
    System("exact number of entries", publish=_exact_number_of_entries),
    System("rows counted twice", count=_rows_twice),
)
