"""Retiring an ask: it can no longer be raised, and its page says why and what to look at instead."""

from __future__ import annotations

import datetime

from asks.models import Ask, FocusEntry, Motion
from asks.services.row_journal import Journal, Line


def retire_ask(motion: Motion, ask: Ask, successor: Ask | None, today: datetime.date) -> list[Line]:
    """Retire a locked ask for the reason of `motion`; return what an undo needs.

    Windows that list the ask keep their copy of it: what was logged about it is counted.
    """
    journal = Journal()
    for entry in FocusEntry.objects.filter(ask=ask).order_by("pk"):
        journal.remove(entry)
    other = FocusEntry.objects.exclude(ask=ask).first()
    if other is not None:
        # It is gone once a release has computed the list anew; then the old entries stay gone too.
        journal.witness(other, "score")
    journal.change(
        ask,
        retired=True,
        retired_on=today,
        retired_reason=motion.reason,
        successor_id=successor.pk if successor else None,
    )
    return journal.lines
