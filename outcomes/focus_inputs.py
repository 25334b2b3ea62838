"""What the focus lists are made from, read from the catalogue, the last release and what curators ruled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from asks.kinds import SurveyMatch
from asks.models import Ask, FocusEntry, FocusRuling, FocusRun, Lab, Position, SurveySupport
from outcomes.kinds import Kind, Query
from outcomes.models import Release, Tally
from outcomes.statistics.focus_lists import (
    OVERALL,
    AskInput,
    Counted,
    FocusInputs,
    Place,
    Ruling,
    Standing,
)
from outcomes.statistics.intervals import interval, show_threshold
from outcomes.statistics.parameters import ReleaseParameters

_Cells = Mapping[str, list[int]]
_Counts = Mapping[str, Mapping[str, list[int]]]


def read_inputs(window: str, release: Release | None, last: FocusRun | None) -> FocusInputs:
    """Return what the list from `window` on is made from; `last` is the run before it, `release` gives the demand."""
    runs = FocusRun.objects.exclude(window=window).order_by("-number")
    return FocusInputs(
        number=last.number + 1 if last else 1,
        window=window,
        before=runs.values_list("window", flat=True).first(),
        same_window=last is not None and last.window == window,
        asks=_asks(),
        labs=list(Lab.objects.order_by("slug").values_list("slug", flat=True)),
        positions=_positions(),
        counted=_counted(release) if release else {},
        standing=_standing(),
        rulings=_rulings(),
    )


def demand_release() -> Release | None:
    """Return the release whose counts are the demand: the last one of real conversations."""
    real = Release.objects.newest_first().filter(window__demonstration=False)
    return real.first()


def _asks() -> dict[str, AskInput]:
    # A related question says too little about this ask to count as demand for it.
    support = SurveySupport.objects.filter(match=SurveyMatch.DIRECT, n__gt=0).order_by("pk")
    surveyed = {slug: counts for slug, *counts in support.values_list("ask__slug", "agree", "n")}
    efforts = Ask.objects.current().values_list("slug", "effort")
    return {slug: AskInput(effort, *surveyed.get(slug, ())) for slug, effort in efforts}


def _positions() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    rows = Position.objects.published().values_list("lab__slug", "ask__slug", "status")
    for lab, ask, status in rows:
        found[lab][ask] = status
    return dict(found)


def _standing() -> dict[Place, list[Standing]]:
    found: dict[Place, list[Standing]] = defaultdict(list)
    rows = FocusEntry.objects.order_by("lab", "rank", "pk").values_list(
        "lab__slug", "ask__slug", "since_window", "since_run"
    )
    for lab, ask, window, run in rows:
        found[lab or OVERALL].append(Standing(ask, window, run))
    return dict(found)


def _rulings() -> list[Ruling]:
    rows = FocusRuling.objects.in_force().order_by("pk")
    return [
        Ruling(ask, lab or OVERALL, ruling, reason)
        for ask, lab, ruling, reason in rows.values_list(
            "ask__slug", "lab__slug", "ruling", "reason"
        )
    ]


def _counted(release: Release) -> dict[Place, dict[str, Counted]]:
    """Return what a release surely says, by place. The drawn and the verified tables of a lab are added up.

    The table of all labs without one of their own is no lab's, and counts for the overall list alone.
    """
    answers, entries = _cells_by_table(release)
    parameters = ReleaseParameters.from_json(release.parameters)
    places: dict[Place, list[str]] = {OVERALL: list(answers)}
    places |= {table: [table] for table in answers if table}
    found = {
        place: _certain(
            _added(answers, tables),
            [count for table in tables for count in entries[table]],
            parameters,
        )
        for place, tables in places.items()
    }
    return {place: asks for place, asks in found.items() if asks}


def _cells_by_table(release: Release) -> tuple[_Counts, Mapping[str, list[int]]]:
    answers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    entries: dict[str, list[int]] = defaultdict(list)
    cells = Tally.objects.of(release).filter(kind=Kind.CONVERSATION)
    for table, query, ask, count in cells.values_list("table", "query", "ask", "count"):
        if query == Query.ENTRIES:
            entries[table].append(count)
        elif query == Query.RESPONSES:
            answers[table][ask].append(count)
    return answers, entries


def _added(answers: _Counts, tables: list[str]) -> _Cells:
    cells: dict[str, list[int]] = defaultdict(list)
    for table in tables:
        for ask, counts in answers[table].items():
            cells[ask] += counts
    return cells


def _certain(
    cells: _Cells, entries: list[int], parameters: ReleaseParameters
) -> dict[str, Counted]:
    """Return each ask's certain counts; nothing at all where no ask stands clear of noise."""
    scale = parameters.scale(Kind.CONVERSATION, Query.RESPONSES)
    clear = any(
        sum(counts) >= show_threshold([scale] * len(counts), len(cells))
        for counts in cells.values()
    )
    if not clear:
        return {}
    scale_of_entries = parameters.scale(Kind.CONVERSATION, Query.ENTRIES)
    most = interval(sum(entries), [scale_of_entries] * len(entries)).clipped().high
    return {
        ask: Counted(interval(sum(counts), [scale] * len(counts)).clipped().low, most)
        for ask, counts in cells.items()
    }
