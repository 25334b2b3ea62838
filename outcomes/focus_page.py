"""One focus list as its page shows it: every ask with every factor, in words and figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from asks.kinds import Effort, FocusReason, PositionStatus
from asks.models import Ask, FocusRun, Lab
from outcomes.focus import inputs_of
from outcomes.statistics.focus import UNKNOWN, FocusScore
from outcomes.statistics.focus_lists import OVERALL, FocusInputs, Place, Ruled, scores_at

NEXT_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor and what it stands for."""

    value: float
    words: str


@dataclass(frozen=True, slots=True)
class FocusRow:
    """One ask; `since` is empty for an ask that is not in the list."""

    slug: str
    title: str
    gap: Factor
    feasibility: Factor
    demand: Factor
    score: float
    since: str
    why: str
    reason: str = ""
    """The public reason of a curator, in the language in which it was given."""


@dataclass(frozen=True, slots=True)
class FocusPage:
    """One list of one run, and what stood next to it."""

    run: FocusRun
    runs: tuple[FocusRun, ...]
    place: Place
    lab: str
    labs: tuple[tuple[str, str], ...]
    rows: tuple[FocusRow, ...]
    others: tuple[FocusRow, ...]
    others_in_all: int
    barred: tuple[tuple[str, str], ...]
    gaps: tuple[Factor, ...]
    efforts: tuple[Factor, ...]
    counted: bool
    """Whether the demand of this list comes from a release."""


def focus_page(place: Place, number: int | None = None, *, every: bool = False) -> FocusPage | None:
    """Return the list of a place in a run, by default the last one; None before the first run. Four queries.

    With `every`, all other asks follow, otherwise those that just missed it. Raises KeyError for a run, or a place in
    a run, that there is not.
    """
    runs = tuple(FocusRun.objects.defer("inputs", "lists").order_by("-number"))
    if not runs:
        return None
    run = FocusRun.objects.filter(number=runs[0].number if number is None else number).first()
    if run is None:
        raise KeyError(number)
    inputs = inputs_of(run)
    labs = _labs(inputs)
    if place != OVERALL and place not in labs:
        raise KeyError(place)
    describe = _Describer(inputs, place)
    chosen = run.lists["labs"][place] if place else run.lists["overall"]
    others = _others(inputs, place, {row["ask"] for row in chosen})
    # What no list could take is no near miss.
    shown = others if every else [one for one in others if one.score > 0][:NEXT_SHOWN]
    return FocusPage(
        run=run,
        runs=runs,
        place=place,
        lab=labs.get(place, ""),
        labs=tuple(labs.items()),
        rows=tuple(describe.listed(row) for row in chosen),
        others=tuple(describe.other(one) for one in shown),
        others_in_all=len(others),
        barred=describe.barred(),
        gaps=_gap_factors(inputs),
        efforts=_effort_factors(inputs),
        counted=bool(inputs.counted.get(place)),
    )


def _labs(inputs: FocusInputs) -> dict[str, str]:
    """Name the labs of a run. One that left the catalogue since is still part of it."""
    names = dict(Lab.objects.by_name().values_list("slug", "name"))
    return {slug: names.get(slug, slug) for slug in [*names, *inputs.labs] if slug in inputs.labs}


def _others(inputs: FocusInputs, place: Place, listed: set[str]) -> list[FocusScore]:
    return [one for one in scores_at(inputs, place) if one.slug not in listed]


def _effort_factors(inputs: FocusInputs) -> tuple[Factor, ...]:
    return tuple(
        Factor(share, str(Effort(effort).label))
        for effort, share in sorted(inputs.feasibilities.items())
    )


def _gap_factors(inputs: FocusInputs) -> tuple[Factor, ...]:
    known = [Factor(inputs.gaps[status], str(status.label)) for status in PositionStatus]
    return (*known, Factor(inputs.gaps[UNKNOWN], _("Nothing found")))


class _Describer:
    """Puts the factors of asks at one place into words."""

    def __init__(self, inputs: FocusInputs, place: Place) -> None:
        self._inputs, self._place = inputs, place
        self._titles = dict(Ask.objects.values_list("slug", "text__title"))
        self._rulings = {one.ask: one for one in inputs.rulings if one.place == place}

    def title(self, slug: str) -> str:
        return self._titles.get(slug) or slug

    def barred(self) -> tuple[tuple[str, str], ...]:
        """Return title and reason of what a curator left out."""
        return tuple(
            (self.title(one.ask), one.reason)
            for one in self._rulings.values()
            if one.ruling == Ruled.BAR
        )

    def listed(self, row: dict[str, object]) -> FocusRow:
        score = FocusScore(
            str(row["ask"]),
            float(str(row["gap"])),
            float(str(row["feasibility"])),
            float(str(row["demand"])),
        )
        pinned = row["reason"] == FocusReason.PINNED
        return self._row(
            score,
            since=str(row["since_window"]),
            why=self._why(str(row["reason"])),
            reason=self._rulings[score.slug].reason if pinned else "",
        )

    def other(self, score: FocusScore) -> FocusRow:
        ruling = self._rulings.get(score.slug)
        if ruling is not None and ruling.ruling == Ruled.BAR:
            return self._row(score, since="", why=_("Left out by a curator:"), reason=ruling.reason)
        if score.score == 0:
            return self._row(score, since="", why=_("In place, so there is nothing to ask for"))
        return self._row(score, since="", why=_("Others come first"))

    def _row(self, score: FocusScore, *, since: str, why: str, reason: str = "") -> FocusRow:
        return FocusRow(
            slug=score.slug,
            title=self.title(score.slug),
            gap=Factor(score.gap, self._gap_words(score.slug)),
            feasibility=Factor(score.feasibility, self._effort_words(score.slug)),
            demand=Factor(score.demand, self._demand_words(score.slug)),
            score=score.score,
            since=since,
            why=why,
            reason=reason,
        )

    def _why(self, reason: str) -> str:
        if reason == FocusReason.PINNED:
            return _("Chosen by a curator:")
        if reason == FocusReason.HELD:
            return _("Kept, so that people can concentrate")
        return _("By its score")

    def _gap_words(self, slug: str) -> str:
        if self._place == OVERALL:
            return _("mean of all labs")
        status = self._inputs.positions.get(self._place, {}).get(slug)
        return str(PositionStatus(status).label) if status else _("Nothing found")

    def _effort_words(self, slug: str) -> str:
        return str(Effort(self._inputs.asks[slug].effort).label)

    def _demand_words(self, slug: str) -> str:
        counted = self._inputs.counted.get(self._place, {}).get(slug)
        if counted is not None:
            counts = {"low": counted.low, "entries": counted.entries}
            return _("at least %(low)d of at most %(entries)d conversations") % counts
        ask = self._inputs.asks[slug]
        if not ask.asked:
            return _("nobody was asked")
        return _("%(agree)d of %(asked)d experts asked") % {"agree": ask.agree, "asked": ask.asked}
