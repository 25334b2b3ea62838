"""The focus list: computed from positions and survey support, stored with every factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from asks.kinds import SurveyMatch
from asks.models import Ask, FocusEntry, Lab, Position, SurveySupport
from outcomes.statistics.focus import FocusScore, choose, focus_score

OVERALL_SIZE = 5
LAB_SIZE = 3

_UNKNOWN = "unknown"


class _Facts(NamedTuple):
    """What the score is computed from; read once."""

    efforts: Mapping[str, int]
    agreement: Mapping[str, float]
    positions: Mapping[tuple[int, str], str]


@transaction.atomic
def recompute_focus(window: str) -> None:
    """Replace the focus list by the one that today's catalogue gives; `window` is noted as its start.

    An ask that stays in the list keeps the window in which it came. Harmless when run twice.
    """
    facts = _read_facts()
    labs = list(Lab.objects.all())
    since = {
        (entry.lab_id, entry.ask.slug): entry.since_window
        for entry in FocusEntry.objects.select_for_update(of=("self",)).select_related("ask")
    }
    ask_ids = dict(Ask.objects.values_list("slug", "pk"))
    lists: list[tuple[Lab | None, list[FocusScore]]] = [(None, _overall(facts, labs))]
    lists += [(lab, _at(facts, lab)) for lab in labs]
    FocusEntry.objects.all().delete()
    FocusEntry.objects.bulk_create(
        FocusEntry(
            ask_id=ask_ids[chosen.slug],
            lab=lab,
            rank=rank,
            gap=chosen.gap,
            feasibility=chosen.feasibility,
            demand=chosen.demand,
            score=chosen.score,
            since_window=since.get((lab.pk if lab else None, chosen.slug), window),
        )
        for lab, scores in lists
        for rank, chosen in enumerate(scores, start=1)
    )


def _read_facts() -> _Facts:
    efforts = dict(Ask.objects.current().values_list("slug", "effort"))
    # A related question says too little about this ask to count as demand for it.
    support = SurveySupport.objects.filter(match=SurveyMatch.DIRECT, n__gt=0)
    agreement = {
        slug: agree / n for slug, agree, n in support.values_list("ask__slug", "agree", "n")
    }
    rows = Position.objects.published().values_list("lab_id", "ask__slug", "status")
    return _Facts(efforts, agreement, {(lab, ask): status for lab, ask, status in rows})


def _overall(facts: _Facts, labs: list[Lab]) -> list[FocusScore]:
    """Score each ask by its mean gap over the labs; without labs every gap is whole."""
    keys = [lab.pk for lab in labs]
    return choose(
        (
            focus_score(
                slug,
                [facts.positions.get((key, slug), _UNKNOWN) for key in keys] or [_UNKNOWN],
                effort,
                facts.agreement.get(slug),
            )
            for slug, effort in facts.efforts.items()
        ),
        OVERALL_SIZE,
    )


def _at(facts: _Facts, lab: Lab) -> list[FocusScore]:
    return choose(
        (
            focus_score(
                slug,
                [facts.positions.get((lab.pk, slug), _UNKNOWN)],
                effort,
                facts.agreement.get(slug),
            )
            for slug, effort in facts.efforts.items()
        ),
        LAB_SIZE,
    )
