"""A retired ask says why and what to look at instead; an undo brings it back as it was."""

from __future__ import annotations

import pytest

from asks.errors import AskNotCurrent, SameAsk
from asks.kinds import Deed, MotionState
from asks.models import Ask, CurationAction, FocusEntry
from asks.services.motions import propose_retirement, second_motion, undo_motion
from leverage.models import User
from tests.asks.curators import dump, make_curator
from tests.asks.factories import TODAY, make_ask, make_focus

pytestmark = pytest.mark.django_db

REASON = "The law requires it now."


@pytest.fixture
def pair(db: None) -> tuple[User, User]:
    return make_curator("calm-otter"), make_curator("kind-heron")


def test_a_retired_ask_keeps_its_page_with_reason_and_successor(pair: tuple[User, User]) -> None:
    make_ask("old"), make_ask("new")
    motion = propose_retirement(pair[0], "old", "new", REASON, TODAY)
    second_motion(pair[1], motion.pk, TODAY)
    old = Ask.objects.get(slug="old")
    assert (old.retired, old.retired_on, old.retired_reason) == (True, TODAY, REASON)
    assert old.successor == Ask.objects.get(slug="new")
    assert list(Ask.objects.current().values_list("slug", flat=True)) == ["new"]


def test_nothing_may_be_named_instead(pair: tuple[User, User]) -> None:
    make_ask("old")
    motion = propose_retirement(pair[0], "old", "", REASON, TODAY)
    second_motion(pair[1], motion.pk, TODAY)
    assert Ask.objects.get().successor is None


def test_a_retired_ask_leaves_the_focus_list_and_an_undo_brings_it_back(
    pair: tuple[User, User],
) -> None:
    make_focus(make_ask("old")), make_focus(make_ask("new"))
    before = dump()
    motion = propose_retirement(pair[0], "old", "new", REASON, TODAY)
    second_motion(pair[1], motion.pk, TODAY)
    assert FocusEntry.objects.get().ask.slug == "new"
    assert undo_motion(pair[1], motion.pk, "It does not.", TODAY).state == MotionState.UNDONE
    assert dump() == before


def test_an_ask_does_not_follow_itself(pair: tuple[User, User]) -> None:
    make_ask("old")
    with pytest.raises(SameAsk):
        propose_retirement(pair[0], "old", "old", REASON, TODAY)


def test_a_retired_ask_is_not_retired_again_and_follows_nobody(pair: tuple[User, User]) -> None:
    make_ask("old"), make_ask("new")
    Ask.objects.filter(slug="old").update(retired=True)
    for slug, successor in (("old", ""), ("new", "old"), ("nowhere", "")):
        with pytest.raises(AskNotCurrent):
            propose_retirement(pair[0], slug, successor, REASON, TODAY)


def test_each_step_stands_in_the_log(pair: tuple[User, User]) -> None:
    make_ask("old")
    motion = propose_retirement(pair[0], "old", "", REASON, TODAY)
    second_motion(pair[1], motion.pk, TODAY)
    undo_motion(pair[0], motion.pk, "It does not.", TODAY)
    lines = CurationAction.objects.order_by("pk").values_list("actor", "action", "subject", "note")
    assert list(lines) == [
        (pair[0].pk, Deed.PROPOSE_RETIRE, "old", REASON),
        (pair[1].pk, Deed.RETIRE, "old", REASON),
        (pair[0].pk, Deed.UNDO, "old", "It does not."),
    ]
