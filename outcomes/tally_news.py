"""What is new in a release beside the one before: only what the ranges can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.kinds import Kind, Query, ResponseClass
from outcomes.statistics.intervals import Interval
from outcomes.tallies import Names, names_of
from outcomes.tally_cells import Answers, Cells, total


@dataclass(frozen=True, slots=True)
class News:
    """One release beside the one before, all labs together."""

    before: str
    entries: Interval
    entries_before: Interval
    shown_first: Names
    """Asks with a number now and none before."""
    more_yes: Names
    """Asks whose count of yes rose, ranges and all."""
    more_no: Names


def news_of(cells: Cells, release: str, before: str, names: Mapping[str, str]) -> News:
    """Compare two releases over all their tables.

    A first number says only that enough people raised an ask; a rise is told where the two ranges part.
    """
    now = cells.answers(Kind.CONVERSATION, Query.RESPONSES, releases={release})
    then = cells.answers(Kind.CONVERSATION, Query.RESPONSES, releases={before})
    shown = _shown(now)
    first = shown - _shown(then)
    yes, no = (_risen(shown, now, then, code) for code in (ResponseClass.YES, ResponseClass.NO))
    return News(
        before=before,
        entries=cells.entries(Kind.CONVERSATION, releases={release}).interval.clipped(),
        entries_before=cells.entries(Kind.CONVERSATION, releases={before}).interval.clipped(),
        shown_first=names_of(first, names),
        more_yes=names_of(yes, names),
        more_no=names_of(no, names),
    )


def _shown(answers: Answers) -> set[str]:
    return {ask for ask, found in answers.items() if total(found.values()).is_shown(len(answers))}


def _risen(shown: set[str], now: Answers, then: Answers, code: str) -> set[str]:
    """Of asks with a number only: among all that were counted, some ranges would part by the noise alone."""
    return {
        ask
        for ask in shown & then.keys()
        if now[ask][code].interval.low > then[ask][code].interval.high
    }
