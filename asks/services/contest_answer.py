"""A curator's public doubt about a lab's answer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from asks.kinds import Deed
from asks.models import LabAnswer
from asks.services.log_curation import log_curation, public_reason

if TYPE_CHECKING:
    from leverage.models import User


@transaction.atomic
def contest_answer(
    curator: User, answer: LabAnswer, reason: str, today: datetime.date
) -> LabAnswer:
    """Put `reason` beside this version of an answer, for everybody to read. Raises ReasonIsEmpty.

    The answer's own words stay as they are.
    """
    words = public_reason(reason)
    return _decide(curator, answer, Deed.CONTEST, note=words, contested=words, today=today)


@transaction.atomic
def settle_answer(curator: User, answer: LabAnswer, reason: str, today: datetime.date) -> LabAnswer:
    """Take the doubt back; why stands in the curators' log. Raises ReasonIsEmpty."""
    words = public_reason(reason)
    return _decide(curator, answer, Deed.SETTLE, note=words, contested="", today=today)


def _decide(
    curator: User,
    answer: LabAnswer,
    deed: Deed,
    *,
    note: str,
    contested: str,
    today: datetime.date,
) -> LabAnswer:
    locked = LabAnswer.objects.select_for_update(of=("self",)).select_related("lab", "ask")
    found = locked.get(pk=answer.pk)
    found.contested = contested
    found.save(update_fields=["contested"])
    subject = f"{found.lab.slug} / {found.ask.slug} / {found.number}"
    log_curation(curator, deed, subject, note, today)
    return found
