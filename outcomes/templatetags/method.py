"""Figures of the method, for pages that quote one of them."""

from __future__ import annotations

from django import template

from outcomes.method_sentences import promised
from outcomes.statistics.parameters import ReleaseParameters

register = template.Library()


@register.simple_tag
def promised_to_readers() -> dict[str, str]:
    """Return the budget of an entry and what it lets a reader conclude, as chances in a hundred."""
    return promised(ReleaseParameters())
