"""Take a proposal in, and find it again by its reference. None of this knows a visitor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from asks.kinds import ProposalKind
from asks.models import Ask, Lab, Proposal
from asks.references import draw_reference, reference_hash


@dataclass(frozen=True)
class Suggestion:
    """What somebody suggests: plain text, and what of the catalogue it is about."""

    kind: ProposalKind
    text: str
    title: str = ""
    url: str = ""
    ask: str = ""
    """Slug of an ask, or nothing."""
    lab: str = ""
    """Slug of a lab, or nothing."""


@transaction.atomic
def store_proposal(suggestion: Suggestion, *, today: dt.date) -> tuple[str, ...]:
    """Put a suggestion into the curators' queue and return its reference: nobody can read it again.

    Of `today` only the month is kept. Raises Ask.DoesNotExist or Lab.DoesNotExist.
    """
    words = draw_reference()
    Proposal.objects.create(
        kind=suggestion.kind,
        ask=Ask.objects.get(slug=suggestion.ask) if suggestion.ask else None,
        lab=Lab.objects.get(slug=suggestion.lab) if suggestion.lab else None,
        title=suggestion.title,
        text=suggestion.text,
        url=suggestion.url,
        reference_hash=reference_hash(words),
        received_month=f"{today:%Y-%m}",
    )
    return words


def find_proposal(words: Sequence[str]) -> Proposal | None:
    """Return the proposal under these words, with its ask and lab, or nothing, in one query.

    The look-up is by a SHA-256, so its time tells nothing about a guess.
    """
    found = Proposal.objects.filter(reference_hash=reference_hash(words))
    return found.select_related("ask__text", "lab").first()
