"""What becomes of a proposal: a curator takes it up, and decides it with a public reason."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from asks.errors import (
    AskNotCurrent,
    ProposalClaimed,
    ProposalDecided,
    ProposalNotClaimed,
    TwinMissing,
)
from asks.kinds import Deed, ProposalState
from asks.models import Ask, Proposal
from asks.services.log_curation import log_curation, public_reason

if TYPE_CHECKING:
    from leverage.models import User

_DEEDS = {
    ProposalState.ACCEPTED: Deed.ACCEPT,
    ProposalState.DECLINED: Deed.DECLINE,
    ProposalState.DUPLICATE: Deed.DUPLICATE,
}
DECISIONS = tuple(_DEEDS)


@transaction.atomic
def claim_proposal(
    curator: User, proposal_id: uuid.UUID, today: datetime.date, *, take_over: bool = False
) -> Proposal:
    """Take a proposal up, so that two curators do not look at it at once.

    Raises ProposalDecided, and ProposalClaimed when another curator has it, unless `take_over`.
    """
    proposal = _undecided(proposal_id)
    if proposal.claimed_by_id == curator.pk:
        return proposal
    if proposal.claimed_by_id is not None and not take_over:
        raise ProposalClaimed
    proposal.claimed_by, proposal.state = curator, ProposalState.CLAIMED
    proposal.save(update_fields=["claimed_by", "state"])
    log_curation(curator, Deed.CLAIM, _subject(proposal), "", today)
    return proposal


@transaction.atomic
def decide_proposal(
    curator: User,
    proposal_id: uuid.UUID,
    decision: ProposalState,
    reason: str,
    today: datetime.date,
    *,
    twin: Ask | None = None,
) -> Proposal:
    """Decide a proposal that `curator` took up; a duplicate names the ask that says the same.

    Raises ReasonIsEmpty, ProposalDecided, ProposalNotClaimed, TwinMissing, AskNotCurrent; and
    KeyError for a state that is no decision.
    """
    deed, words = _DEEDS[decision], public_reason(reason)
    proposal = _undecided(proposal_id)
    if proposal.claimed_by_id != curator.pk:
        raise ProposalNotClaimed
    if decision is ProposalState.DUPLICATE:
        proposal.ask = _twin(proposal, twin)
    proposal.state, proposal.reason, proposal.decided_on = decision, words, today
    proposal.save(update_fields=["ask", "state", "reason", "decided_on"])
    log_curation(curator, deed, _subject(proposal), words, today)
    return proposal


def _undecided(proposal_id: uuid.UUID) -> Proposal:
    """Return a locked proposal. Raises ProposalDecided, or Proposal.DoesNotExist."""
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.state in DECISIONS:
        raise ProposalDecided
    return proposal


def _twin(proposal: Proposal, twin: Ask | None) -> Ask:
    found = twin or proposal.ask
    if found is None:
        raise TwinMissing
    if found.retired:
        raise AskNotCurrent
    return found


def _subject(proposal: Proposal) -> str:
    """Name a proposal by what it is about, never by what a visitor wrote: it may not be fit to publish."""
    about = [row.slug for row in (proposal.lab, proposal.ask) if row is not None]
    return " / ".join([str(proposal.kind), *about])
