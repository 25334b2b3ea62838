"""A proposal is taken up by one curator and decided with a public reason, once."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from asks.errors import (
    AskNotCurrent,
    ProposalClaimed,
    ProposalDecided,
    ProposalNotClaimed,
    ReasonIsEmpty,
    TwinMissing,
)
from asks.kinds import Deed, ProposalKind, ProposalState
from asks.models import Ask, CurationAction, Proposal
from asks.services.decide_proposal import claim_proposal, decide_proposal
from leverage.models import User
from tests.asks.curators import make_curator
from tests.asks.factories import TODAY, make_ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(db: None) -> User:
    return make_curator("calm-otter")


@pytest.fixture
def other(db: None) -> User:
    return make_curator("kind-heron")


@pytest.fixture
def proposal(db: None) -> Proposal:
    return Proposal.objects.create(
        kind=ProposalKind.NEW_ASK,
        title="Tell us more",
        text="A visitor's own words.",
        reference_hash=hashlib.sha256(b"words").digest(),
        received_month="2026-11",
    )


def deeds() -> list[tuple[str, str]]:
    return list(CurationAction.objects.order_by("pk").values_list("action", "note"))


def test_a_proposal_is_taken_up_and_decided(curator: User, proposal: Proposal) -> None:
    claimed = claim_proposal(curator, proposal.pk, TODAY)
    assert (claimed.state, claimed.claimed_by) == (ProposalState.CLAIMED, curator)
    decided = decide_proposal(
        curator, proposal.pk, ProposalState.ACCEPTED, "  It is sound. ", TODAY
    )
    assert (decided.state, decided.reason, decided.decided_on) == (
        ProposalState.ACCEPTED,
        "It is sound.",
        TODAY,
    )
    assert deeds() == [(Deed.CLAIM, ""), (Deed.ACCEPT, "It is sound.")]


def test_the_log_holds_nothing_that_a_visitor_wrote(curator: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    decide_proposal(curator, proposal.pk, ProposalState.DECLINED, "It is unclear.", TODAY)
    subjects = CurationAction.objects.values_list("subject", flat=True)
    assert set(subjects) == {"new_ask"}


def test_claiming_twice_is_one_claim(curator: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    claim_proposal(curator, proposal.pk, TODAY)
    assert deeds() == [(Deed.CLAIM, "")]


def test_what_another_has_taken_up_is_taken_over_only_on_purpose(
    curator: User, other: User, proposal: Proposal
) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    with pytest.raises(ProposalClaimed):
        claim_proposal(other, proposal.pk, TODAY)
    assert claim_proposal(other, proposal.pk, TODAY, take_over=True).claimed_by == other
    with pytest.raises(ProposalNotClaimed):
        decide_proposal(curator, proposal.pk, ProposalState.ACCEPTED, "It is sound.", TODAY)


def test_nobody_decides_what_they_have_not_taken_up(curator: User, proposal: Proposal) -> None:
    with pytest.raises(ProposalNotClaimed):
        decide_proposal(curator, proposal.pk, ProposalState.ACCEPTED, "It is sound.", TODAY)
    assert deeds() == []


def test_a_decision_needs_a_reason(curator: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    with pytest.raises(ReasonIsEmpty):
        decide_proposal(curator, proposal.pk, ProposalState.DECLINED, " \n ", TODAY)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.CLAIMED


def test_a_duplicate_names_its_twin(curator: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    with pytest.raises(TwinMissing):
        decide_proposal(curator, proposal.pk, ProposalState.DUPLICATE, "We have it.", TODAY)
    twin = make_ask("twin")
    decided = decide_proposal(
        curator, proposal.pk, ProposalState.DUPLICATE, "We have it.", TODAY, twin=twin
    )
    assert (decided.ask, decided.state) == (twin, ProposalState.DUPLICATE)


def test_a_retired_ask_is_nobodys_twin(curator: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    twin = make_ask("twin")
    Ask.objects.update(retired=True)
    twin.refresh_from_db()
    with pytest.raises(AskNotCurrent):
        decide_proposal(
            curator, proposal.pk, ProposalState.DUPLICATE, "We have it.", TODAY, twin=twin
        )


def test_a_decision_is_final(curator: User, other: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    decide_proposal(curator, proposal.pk, ProposalState.DECLINED, "It is unclear.", TODAY)
    with pytest.raises(ProposalDecided):
        claim_proposal(other, proposal.pk, TODAY, take_over=True)
    with pytest.raises(ProposalDecided):
        decide_proposal(curator, proposal.pk, ProposalState.ACCEPTED, "After all.", TODAY)


def test_what_is_no_decision_is_refused(curator: User, proposal: Proposal) -> None:
    claim_proposal(curator, proposal.pk, TODAY)
    with pytest.raises(KeyError):
        decide_proposal(curator, proposal.pk, ProposalState.NEW, "Back.", TODAY)


def test_an_unknown_proposal_is_not_found(curator: User) -> None:
    with pytest.raises(Proposal.DoesNotExist):
        claim_proposal(curator, uuid.uuid4(), TODAY)
