"""The curators' log: one line for every act, in the transaction of the act."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from asks.errors import ReasonIsEmpty
from asks.kinds import Deed
from asks.models import CurationAction

if TYPE_CHECKING:
    from leverage.models import User

SUBJECT_LENGTH = 120


def log_curation(
    curator: User, deed: Deed, subject: str, note: str, today: datetime.date
) -> CurationAction:
    """Write what `curator` did to `subject`; the note is public, as the whole log is but for names."""
    return CurationAction.objects.create(
        actor=curator,
        action=deed,
        subject=subject[:SUBJECT_LENGTH],
        note=note,
        done_on=today,
    )


def public_reason(text: str) -> str:
    """Return a reason without space around it; raises ReasonIsEmpty."""
    reason = text.strip()
    if not reason:
        raise ReasonIsEmpty
    return reason
