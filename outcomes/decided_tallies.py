"""What decided offers, shaped for reading: each count stands for itself, since an offer has one deciding ask."""

from __future__ import annotations

from collections.abc import Mapping

from outcomes.kinds import Decision
from outcomes.tallies import Row, TallyTable, axis_over, by_name, cell, columns_of, on_axis
from outcomes.tally_cells import Answers, Count, total

DECISIONS = tuple(str(decision) for decision in Decision)


def decided_table(counts: Answers, names: Mapping[str, str]) -> TallyTable:
    """Shape counts of deciding asks: an ask has a row when either of its counts can be shown.

    A table has two such counts for each ask, any of which could be noise alone, so the threshold is that of twice
    as many asks. The other count of a row is put in words when it stays below.
    """
    columns = columns_of(DECISIONS)
    cells = len(DECISIONS) * len(counts)
    every = [count for found in counts.values() for count in found.values()]
    rows = []
    for ask in by_name(counts, names):
        parts = [counts[ask].get(code, Count()) for code in DECISIONS]
        if not any(part.is_shown(cells) for part in parts):
            continue
        drawn = tuple(
            cell(column, part, thin=0 if part.is_shown(cells) else part.threshold(cells))
            for column, part in zip(columns, parts, strict=True)
        )
        rows.append(Row(ask, names.get(ask, ask), total(parts).interval.clipped(), drawn))
    table = TallyTable(
        columns=columns,
        rows=tuple(rows),
        thin=(),
        further_thin=len(counts) - len(rows),
        axis=0,
        ticks=(),
        threshold=max((count.threshold(cells) for count in every), default=0),
    )
    return on_axis(table, axis_over(table))
