"""From exact counts to published ones: the noise of one table, drawn once for each of its questions."""

from __future__ import annotations

from collections.abc import Iterator

from outcomes.kinds import Kind, Query
from outcomes.statistics import mechanism
from outcomes.statistics.counting import Cell, TableCounts
from outcomes.statistics.parameters import ReleaseParameters


def blurred(
    exact: TableCounts, parameters: ReleaseParameters, kind: Kind
) -> Iterator[tuple[Query, Cell, int]]:
    """Yield every cell of a table with its noise, empty ones too.

    Each call draws anew and so spends the whole budget of the table: call it once.
    """
    for query in parameters.queries(kind):
        answer = exact.answers[query]
        noisy = mechanism.add_noise(
            list(answer.values()),
            scale=parameters.scale(kind, query),
            sensitivity=parameters.sensitivity(query),
            epsilon=parameters.epsilon(kind, query),
        )
        for cell, count in zip(answer, noisy, strict=True):
            yield query, cell, count
