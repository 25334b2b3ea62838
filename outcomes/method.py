"""The figures of the method page: each is read or worked out from what releases rest on, and none is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from django.template.defaultfilters import floatformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.kinds import Decision, Kind, Query
from outcomes.models import Release, Window
from outcomes.statistics import belief
from outcomes.statistics.intervals import half_width, show_threshold
from outcomes.statistics.parameters import (
    CLASSES,
    MAX_TABLES,
    SHARE_THRESHOLD,
    ReleaseParameters,
)
from outcomes.statistics.release_simulated import (
    MEASURED,
)
from outcomes.statistics.release_simulation import Measures, Split, half_width_of_entries

PRIORS = (0.1, 0.3, 0.5)
LIBRARY = "opendp"


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of the page: what heads its columns, and rows of a head and a figure for each further column."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the rows with the head of its column beside each figure, for screens without room for columns."""
        return [(head, list(zip(self.heads[1:], row, strict=True))) for head, row in self.rows]


def library() -> str:
    """Return name and version of what draws the noise, without loading it."""
    return _("OpenDP %(version)s") % {"version": version(LIBRARY)}


def windows_with_keys() -> list[tuple[Window, Release | None]]:
    """Return every window of people that has keys, the latest first, with its release; in one query."""
    windows = Window.objects.of_people().exclude(key_set_hash="").select_related("release")
    return [(window, getattr(window, "release", None)) for window in windows.order_by("-opens_on")]


def budget_table(parameters: ReleaseParameters, asks: int) -> FigureTable:
    """Return what each question costs, what its noise is, and from where a count stands clear of it."""
    questions = {
        (Kind.CONVERSATION, Query.RESPONSES): _("Conversations: answers"),
        (Kind.CONVERSATION, Query.DECIDED): _("Conversations: deciding ask"),
        (Kind.CONVERSATION, Query.ENTRIES): _("Conversations: number of entries"),
        (Kind.DELIVERY, Query.RESPONSES): _("Promises kept or broken: answers"),
        (Kind.DELIVERY, Query.ENTRIES): _("Promises kept or broken: number of entries"),
    }
    return FigureTable(
        _("The budget of one entry, question by question"),
        (
            _("Counted"),
            _("Epsilon"),
            _("One entry changes it by at most"),
            _("Scale of the noise"),
            _("One count is within"),
            _("Total of an ask is within"),
            _("Shown from"),
        ),
        tuple(
            (questions[kind, query], _budget_row(parameters, kind, query, asks))
            for kind in (Kind.CONVERSATION, Kind.DELIVERY)
            for query in parameters.queries(kind)
        ),
    )


def _budget_row(
    parameters: ReleaseParameters, kind: Kind, query: Query, asks: int
) -> tuple[str, ...]:
    scale = parameters.scale(kind, query)
    total = [scale] * len(CLASSES)
    thresholds = {
        Query.RESPONSES: lambda: number_format(show_threshold(total, asks)),
        Query.DECIDED: lambda: number_format(show_threshold([scale], asks * len(Decision))),
        Query.ENTRIES: lambda: _("always"),
    }
    return (
        number_format(parameters.epsilon(kind, query)),
        number_format(parameters.sensitivity(query)),
        floatformat(scale, 2),
        _within([scale]),
        _within(total) if query is Query.RESPONSES else "–",
        thresholds[query](),
    )


def sums_table(parameters: ReleaseParameters) -> FigureTable:
    """Return how far sums of published numbers may be off."""
    responses = parameters.scale(Kind.CONVERSATION, Query.RESPONSES)
    decided = parameters.scale(Kind.CONVERSATION, Query.DECIDED)
    entries = parameters.scale(Kind.CONVERSATION, Query.ENTRIES)
    sums = [(ngettext("%(n)d table", "%(n)d tables", n) % {"n": n}, n) for n in (1, 2, 4)] + [
        (_("All %(n)d tables that a release can have") % {"n": MAX_TABLES + 1}, MAX_TABLES + 1)
    ]
    return FigureTable(
        _("How far a sum may be off, 19 times in 20"),
        (
            _("Added up"),
            _("Total of an ask"),
            _("One answer to it"),
            _("Deciding ask"),
            _("Number of entries"),
        ),
        tuple(
            (
                words,
                (
                    _within([responses] * (n * len(CLASSES))),
                    _within([responses] * n),
                    _within([decided] * n),
                    _within([entries] * n),
                ),
            )
            for words, n in sums
        ),
    )


def belief_table(parameters: ReleaseParameters) -> FigureTable:
    """Return what a reader who knows every other entry may come to believe."""
    law = belief.law_for_who_knows_the_rest(parameters)
    return FigureTable(
        _("How far a suspicion can rise that you logged"),
        (
            _("Suspicion before"),
            _("At most after"),
            _("On average, if you did"),
            _("At most, with two entries"),
        ),
        tuple(
            (
                in_100(prior),
                (
                    in_100(belief.at_most(prior)),
                    in_100(belief.usually(prior, law)),
                    in_100(belief.at_most(prior, 2)),
                ),
            )
            for prior in PRIORS
        ),
    )


def simulation_tables() -> list[FigureTable]:
    """Return what the simulation measured: the chosen split first."""
    return [_simulation_table(split, by_size) for split, by_size in MEASURED.items()]


def _simulation_table(split: Split, by_size: Mapping[int, Measures]) -> FigureTable:
    budgets = {name: number_format(budget) for name, budget in split._asdict().items()}
    return FigureTable(
        _("Answers %(responses)s, deciding ask %(decided)s, number of entries %(entries)s")
        % budgets,
        (
            _("Entries"),
            _("Top three asks found"),
            _("Total of a top ask off by"),
            _("Share of yes in the top three off by, in points"),
            _("In one of them alone"),
            _("Asks shown"),
            _("Top deciding ask found"),
            _("Its count off by"),
            _("Number of entries within"),
        ),
        tuple(
            (number_format(size), _measured(split, size, measures))
            for size, measures in by_size.items()
        ),
    )


def _measured(split: Split, size: int, measures: Measures) -> tuple[str, ...]:
    # A smaller table has no ask with a share of its own, but for what noise alone makes.
    alone = _points(measures.yes_error_one) if size > SHARE_THRESHOLD else "–"
    return (
        in_100(measures.recall),
        in_100(measures.total_error),
        _points(measures.yes_error),
        alone,
        floatformat(measures.shown, 1),
        in_100(measures.decided_recall),
        in_100(measures.decided_error),
        f"±{half_width_of_entries(split)}",
    )


def in_100(share: float) -> str:
    """Return a share as a whole percentage."""
    return _("%(n)s%%") % {"n": floatformat(100 * share, 0)}


def points(share: float) -> str:
    """Return a difference of two shares in percentage points."""
    return _("%(n)s points") % {"n": floatformat(100 * share, -1)}


def _points(share: float) -> str:
    return floatformat(100 * share, 1)


def _within(scales: Sequence[float]) -> str:
    return f"±{half_width(scales)}"
