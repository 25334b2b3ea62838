"""A curator's word makes a proved claim a role, and ends it with a reason."""

from __future__ import annotations

import pytest

from asks.errors import ReasonIsEmpty
from asks.models import CurationAction, LabAnswer, Spokesperson
from asks.services.answer_ask import NotVouched
from asks.services.claim_lab import claim_lab
from asks.services.vouch_spokesperson import (
    NotProven,
    OwnClaim,
    dismiss_spokesperson,
    vouch_spokesperson,
)
from tests.asks.answer_cast import make_account, make_spokesperson
from tests.asks.answering import LATER, say
from tests.asks.factories import TODAY, make_lab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_memory")]


def test_a_curator_vouches_for_what_is_proved_and_the_log_names_no_account() -> None:
    claim = make_spokesperson(make_lab("anthropic"), vouched=False)
    curator = make_account("curator", staff=True)
    vouched = vouch_spokesperson(curator, claim, TODAY)
    assert (vouched.vouched_by, vouched.vouched_on) == (curator, TODAY)
    action = CurationAction.objects.get()
    assert (action.actor, action.subject) == (curator, "anthropic")
    assert "otter" not in action.note + action.subject + action.action
    vouch_spokesperson(curator, claim, LATER)
    assert CurationAction.objects.count() == 1


def test_without_proof_nobody_is_vouched_for() -> None:
    claim = make_spokesperson(make_lab("anthropic"), proof="", vouched=False)
    with pytest.raises(NotProven):
        vouch_spokesperson(make_account("curator", staff=True), claim, TODAY)


def test_no_curator_vouches_for_their_own_account() -> None:
    claim = make_spokesperson(make_lab("anthropic"), vouched=False)
    with pytest.raises(OwnClaim):
        vouch_spokesperson(claim.account, claim, TODAY)


def test_a_claim_that_changed_since_the_curator_looked_is_not_vouched_for() -> None:
    seen = make_spokesperson(make_lab("anthropic"), vouched=False)
    claim_lab(seen.account, make_lab("openai"), "openai.com")
    with pytest.raises(Spokesperson.DoesNotExist):
        vouch_spokesperson(make_account("curator", staff=True), seen, TODAY)
    assert Spokesperson.objects.get().vouched_on is None


def test_a_role_ends_with_a_reason_and_its_answers_stay() -> None:
    role = make_spokesperson(make_lab("anthropic"))
    say(role)
    curator = make_account("curator", staff=True)
    with pytest.raises(ReasonIsEmpty):
        dismiss_spokesperson(curator, role, "  ", TODAY)
    dismiss_spokesperson(curator, role, "Left the lab.", TODAY)
    assert not Spokesperson.objects.exists()
    assert LabAnswer.objects.count() == 1
    with pytest.raises(NotVouched):
        say(role)
