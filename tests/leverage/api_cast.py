"""Something of everything that the API gives out: asks, labs, positions, focus lists, releases, runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from asks.kinds import PositionStatus, Stance, Verified
from asks.models import LabAnswer, PositionEvent, Precedent, Source
from outcomes.focus import recompute_focus
from outcomes.kinds import Kind
from outcomes.models import Release
from tests.asks.factories import (
    make_ask,
    make_lab,
    make_position,
    make_support,
)
from tests.outcomes.factories import NO_GAG, NORTH, SAFETY_CASES, WHISTLEBLOWING
from tests.outcomes.published import publish, window_named

DAY = dt.date(2026, 3, 2)
RELEASE, DEMONSTRATION, REHEARSAL = "2025H1", "2024H1-demo", "2023H1-try"


def fill() -> None:
    """Fill the catalogue and publish a release, a demonstration and a rehearsal."""
    asks = {slug: make_ask(slug) for slug in (SAFETY_CASES, WHISTLEBLOWING, NO_GAG)}
    lab = make_lab(NORTH)
    kept = make_position(lab, asks[SAFETY_CASES])
    make_position(lab, asks[NO_GAG], PositionStatus.DECLINED, since="", checked=DAY)
    events: list[dict[str, Any]] = [{"status": ""}, {"status": PositionStatus.COMMITTED}]
    for event in events:
        PositionEvent.objects.create(
            position=kept,
            date="2025",
            fact="It began.",
            publisher="A",
            url="https://a.example/",
            **event,
        )
    _beside(asks[SAFETY_CASES], lab)
    asks[SAFETY_CASES].related.set([asks[NO_GAG]])
    _publish_all()
    recompute_focus("2025H2")


def _beside(ask: Any, lab: Any) -> None:
    shared = {"ask": ask, "place": 0, "publisher": "A", "url": "https://a.example/"}
    Source.objects.create(
        **shared, verified=Verified.PRIMARY, title="A paper", year=2025, fact="It shows this."
    )
    Precedent.objects.create(
        **shared, verified=Verified.PRESS, who="A", date="2025-02", what="Did it.", outcome="good"
    )
    make_support(ask)
    LabAnswer.objects.create(
        lab=lab, ask=ask, number=1, stance=Stance.ADOPTED, url="https://a.example/", answered_on=DAY
    )


def _publish_all() -> None:
    counts = {NORTH: {SAFETY_CASES: (40, -3, 7), NO_GAG: (12, 9, 20)}}
    decided = {NORTH: {SAFETY_CASES: (5, -2)}}
    window = window_named(RELEASE, 2025, kinds=tuple(Kind))
    kept = {NORTH: {SAFETY_CASES: (6, -1, 2)}}
    publish(window, counts, {NORTH: 60}, decided=decided, kept=kept, reports={NORTH: 8})
    publish(window_named(DEMONSTRATION, 2024, demonstration=True), counts, {NORTH: 55})
    rehearsal = window_named(REHEARSAL, 2023)
    rehearsal.rehearsal = True
    rehearsal.save()
    publish(rehearsal, counts, {NORTH: 51})
    assert Release.objects.count() == 3
