"""A merge, a retirement and a changed position need two different curators: refused with one, done with two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from asks.errors import MotionDecided, MotionWaits, ReasonIsEmpty, SameCurator
from asks.kinds import Deed, MotionState
from asks.models import CurationAction, Lab, Motion
from asks.services.motions import (
    propose_merge,
    propose_position,
    propose_retirement,
    refuse_motion,
    second_motion,
)
from leverage.models import User
from tests.asks.curators import curator_client, dump, make_curator
from tests.asks.factories import TODAY, make_ask, make_lab
from tests.asks.test_change_position import NEW

pytestmark = pytest.mark.django_db

Propose = Callable[[User], Motion]


def merge(curator: User) -> Motion:
    return propose_merge(curator, "one", "two", "The same.", TODAY)


def retirement(curator: User) -> Motion:
    return propose_retirement(curator, "one", "two", "Done with.", TODAY)


def position(curator: User) -> Motion:
    return propose_position(curator, Lab.objects.get(), "one", NEW, "It changed.", TODAY)


every_kind = pytest.mark.parametrize("propose", [merge, retirement, position])


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    make_ask("one"), make_ask("two"), make_lab("lab")


@pytest.fixture
def one(db: None) -> User:
    return make_curator("calm-otter")


@pytest.fixture
def other(db: None) -> User:
    return make_curator("kind-heron")


@every_kind
def test_proposing_changes_nothing(one: User, propose: Propose) -> None:
    before = dump()
    assert propose(one).state == MotionState.WAITING
    assert dump() == before


@every_kind
def test_one_curator_alone_is_refused(one: User, propose: Propose) -> None:
    before, motion = dump(), propose(one)
    with pytest.raises(SameCurator):
        second_motion(one, motion.pk, TODAY)
    motion.refresh_from_db()
    assert (motion.state, motion.decided_by) == (MotionState.WAITING, None)
    assert dump() == before


@every_kind
def test_another_curator_carries_it_out(one: User, other: User, propose: Propose) -> None:
    before, motion = dump(), propose(one)
    done = second_motion(other, motion.pk, TODAY)
    assert (done.state, done.proposed_by, done.decided_by) == (MotionState.DONE, one, other)
    assert dump() != before


@every_kind
def test_one_curator_alone_is_told_so_in_words(one: User, propose: Propose) -> None:
    motion = propose(one)
    answer = curator_client(one).post(f"/curate/motions/{motion.pk}/", {"does": "second"})
    assert answer.status_code == 409
    assert b"A motion needs two different curators." in answer.content


@every_kind
def test_the_database_itself_refuses_one_curator(one: User, propose: Propose) -> None:
    motion = propose(one)
    with pytest.raises(IntegrityError, match="two_different_curators"), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(decided_by=one, state=MotionState.DONE)


def test_without_its_proposer_a_motion_has_one_curator_only(one: User, other: User) -> None:
    motion = merge(one)
    one.delete()
    with pytest.raises(SameCurator):
        second_motion(other, motion.pk, TODAY)


def test_a_motion_is_carried_out_once(one: User, other: User) -> None:
    motion = merge(one)
    second_motion(other, motion.pk, TODAY)
    with pytest.raises(MotionDecided):
        second_motion(other, motion.pk, TODAY)
    with pytest.raises(MotionDecided):
        refuse_motion(one, motion.pk, "After all.", TODAY)


def test_another_refuses_and_the_proposer_takes_back(one: User, other: User) -> None:
    before = dump()
    assert refuse_motion(other, merge(one).pk, "They differ.", TODAY).state == MotionState.REFUSED
    assert refuse_motion(one, merge(one).pk, "My mistake.", TODAY).state == MotionState.REFUSED
    deeds = CurationAction.objects.order_by("pk").values_list("action", flat=True)
    assert list(deeds) == [Deed.PROPOSE_MERGE, Deed.REFUSE, Deed.PROPOSE_MERGE, Deed.WITHDRAW]
    assert dump() == before


@every_kind
def test_a_motion_waits_once(one: User, other: User, propose: Propose) -> None:
    propose(one)
    with pytest.raises(MotionWaits):
        propose(other)


def test_every_step_needs_a_reason(one: User) -> None:
    with pytest.raises(ReasonIsEmpty):
        propose_merge(one, "one", "two", "  ", TODAY)
    with pytest.raises(ReasonIsEmpty):
        refuse_motion(one, merge(one).pk, "", TODAY)
