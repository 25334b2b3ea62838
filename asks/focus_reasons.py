"""One sentence on why an ask is in focus, from the facts that put it there."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from asks.kinds import Effort, PositionStatus, SurveyMatch

_AT_LAB = MappingProxyType(
    {
        PositionStatus.IN_PLACE: gettext_lazy("Already in place"),
        PositionStatus.PARTIAL: gettext_lazy("Half done"),
        PositionStatus.COMMITTED: gettext_lazy("Promised and not yet seen"),
        PositionStatus.NOT_PUBLIC: gettext_lazy("Nothing public"),
        PositionStatus.DECLINED: gettext_lazy("Declined so far"),
        PositionStatus.REVERSED: gettext_lazy("Given up again"),
    }
)
_NOTHING_FOUND = gettext_lazy("Nothing found")
_EFFORT = MappingProxyType(
    {
        Effort.LOW: gettext_lazy("little effort"),
        Effort.MEDIUM: gettext_lazy("some effort"),
        Effort.HIGH: gettext_lazy("much effort"),
    }
)


@dataclass(frozen=True)
class SurveyCounts:
    """How many of the people asked were for an ask."""

    agree: int
    n: int
    match: SurveyMatch


@dataclass(frozen=True)
class FocusFacts:
    """What is known about an ask in focus. `in_place` counts the labs that do it in full."""

    effort: Effort
    in_place: int
    survey: SurveyCounts | None = None
    pinned: bool = False
    """Whether a curator chose it; the page on the focus list has the curator's words."""


def reason_at_lab(position: PositionStatus | None, facts: FocusFacts) -> str:
    """Return why an ask is in focus at a lab with this position; None where nothing was found."""
    return _sentence(str(_AT_LAB[position] if position else _NOTHING_FOUND), facts)


def reason_overall(found: int, facts: FocusFacts) -> str:
    """Return why an ask is in focus at every lab; `found` counts the labs with any position."""
    where = ngettext(
        "In place at %(held)d of %(found)d lab checked",
        "In place at %(held)d of %(found)d labs checked",
        found,
    )
    return _sentence(where % {"held": facts.in_place, "found": found}, facts, name_labs=False)


def _sentence(where: str, facts: FocusFacts, *, name_labs: bool = True) -> str:
    parts = {"where": where, "effort": _EFFORT[facts.effort], "support": ""}
    if facts.survey:
        parts["support"] = _experts(facts.survey)
    elif name_labs and facts.in_place:
        text = ngettext(
            "%(count)d lab has it in place", "%(count)d labs have it in place", facts.in_place
        )
        parts["support"] = text % {"count": facts.in_place}
    if parts["support"]:
        words = _("%(where)s, %(effort)s, and %(support)s.") % parts
    else:
        words = _("%(where)s, and %(effort)s.") % parts
    return _("Chosen by a curator. %(words)s") % {"words": words} if facts.pinned else words


def _experts(survey: SurveyCounts) -> str:
    counts = {"agree": survey.agree, "n": survey.n}
    if survey.match is SurveyMatch.DIRECT:
        return _("%(agree)d of %(n)d experts asked were for it") % counts
    return _("%(agree)d of %(n)d experts asked were for something close to it") % counts
