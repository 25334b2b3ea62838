"""What happened to positions: earlier events, and labs' own answers."""

from __future__ import annotations

from typing import Any

from asks.kinds import Stance
from asks.models import Ask, Lab, LabAnswer, Position, PositionEvent
from tests.asks.factories import TODAY


def add_event(position: Position, **columns: Any) -> PositionEvent:
    """Give a position an earlier event."""
    defaults = {"date": "2025", "fact": "Before.", "publisher": "P", "url": "https://p.example/"}
    return PositionEvent.objects.create(position=position, **{**defaults, **columns})


def add_answer(lab: Lab, ask: Ask, **columns: Any) -> LabAnswer:
    """Let a lab answer an ask."""
    defaults = {
        "number": 1,
        "stance": Stance.ADOPTED,
        "url": "https://lab.example/answer",
        "answered_on": TODAY,
    }
    return LabAnswer.objects.create(lab=lab, ask=ask, **{**defaults, **columns})
