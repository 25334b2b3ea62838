"""What the simulation of the focus list found, for the pages that explain it."""

from __future__ import annotations

from typing import Any

from django import template

from outcomes.method import in_100
from outcomes.statistics.focus_lists import LAB_SIZE
from outcomes.statistics.focus_simulation import FOUND, RUNS, FocusAssumptions

register = template.Library()


@register.inclusion_tag("outcomes/_focus_simulation.html")
def focus_simulation() -> dict[str, Any]:
    """Show what a focus list does to the asks of made-up people, with every assumption."""
    return {
        "rows": [
            {
                "people": row.people,
                "follow": in_100(row.follow) if row.follow else "",
                "in_focus": in_100(row.effect.in_focus),
                "effective": row.effect.effective,
                "recall": in_100(row.effect.recall),
            }
            for row in FOUND
        ],
        "runs": RUNS,
        "assumed": FocusAssumptions(),
        "list_size": LAB_SIZE,
    }
