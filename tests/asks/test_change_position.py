"""A changed position has date, source and publisher, and leaves what stood before in its history."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from asks.errors import (
    AskNotCurrent,
    NotAPartialDate,
    NothingToUndo,
    PositionIncomplete,
    PositionMoved,
    PositionUnchanged,
)
from asks.kinds import Confidence, Deed, MotionState, Origin, PositionStatus, Verified
from asks.models import Ask, CurationAction, Lab, Position
from asks.services.change_position import NewPosition, confirm_position
from asks.services.load_catalogue import load_catalogue
from asks.services.motions import propose_position, second_motion, undo_motion
from leverage.models import User
from tests.asks.curators import make_curator
from tests.asks.factories import TODAY, make_ask, make_lab, make_position
from tests.asks.small_catalogue import LAB, replace, write_catalogue

pytestmark = pytest.mark.django_db

REASON = "It published a policy."
NEW = NewPosition(
    status=PositionStatus.REVERSED,
    since="2026-11",
    fact="It took the page down.",
    publisher="A newspaper",
    url="https://paper.example/",
    verified=Verified.PRESS,
    confidence=Confidence.MEDIUM,
)


@pytest.fixture
def pair(db: None) -> tuple[User, User]:
    return make_curator("calm-otter"), make_curator("kind-heron")


@pytest.fixture
def lab(db: None) -> Lab:
    make_ask("ask")
    return make_lab("lab")


def change(pair: tuple[User, User], lab: Lab, new: NewPosition = NEW, slug: str = "ask") -> None:
    motion = propose_position(pair[0], lab, slug, new, REASON, TODAY)
    second_motion(pair[1], motion.pk, TODAY)


def test_what_stood_before_becomes_history(pair: tuple[User, User], lab: Lab) -> None:
    position = make_position(lab, Ask.objects.get(), PositionStatus.IN_PLACE)
    change(pair, lab)
    position.refresh_from_db()
    for name, value in dataclasses.asdict(NEW).items():
        assert getattr(position, name) == value
    assert (position.origin, position.checked, position.shown) == (Origin.CURATOR, TODAY, True)
    [former] = position.history.all()
    assert (former.date, former.status, former.fact) == (
        "2026-04-17",
        PositionStatus.IN_PLACE,
        "It says so on a page.",
    )
    assert (former.publisher, former.url) == ("The publisher", "https://lab.example/page")


def test_praise_does_not_outlive_its_fact(pair: tuple[User, User], lab: Lab) -> None:
    position = make_position(lab, Ask.objects.get(), credit="shows its rules to everybody")
    confirm_position(pair[0], position.pk, TODAY)
    position.refresh_from_db()
    assert position.credit == "shows its rules to everybody"
    change(pair, lab)
    position.refresh_from_db()
    assert position.credit == ""


def test_a_first_position_has_no_history(pair: tuple[User, User], lab: Lab) -> None:
    change(pair, lab)
    position = Position.objects.get()
    assert (position.status, position.history.count()) == (PositionStatus.REVERSED, 0)


@pytest.mark.parametrize("missing", ["since", "fact", "publisher", "url"])
def test_a_position_without_date_or_source_is_refused(
    pair: tuple[User, User], lab: Lab, missing: str
) -> None:
    empty: dict[str, Any] = {missing: ""}
    with pytest.raises(PositionIncomplete):
        change(pair, lab, dataclasses.replace(NEW, **empty))


@pytest.mark.parametrize("since", ["November", "2026-13", "2026-02-30", "26"])
def test_a_date_that_is_none_is_refused(pair: tuple[User, User], lab: Lab, since: str) -> None:
    with pytest.raises(NotAPartialDate):
        change(pair, lab, dataclasses.replace(NEW, since=since))


def test_what_stands_already_is_no_change(pair: tuple[User, User], lab: Lab) -> None:
    change(pair, lab)
    with pytest.raises(PositionUnchanged):
        change(pair, lab)


def test_a_position_that_moved_meanwhile_stops_the_change(
    pair: tuple[User, User], lab: Lab
) -> None:
    position = make_position(lab, Ask.objects.get(), PositionStatus.IN_PLACE)
    motion = propose_position(pair[0], lab, "ask", NEW, REASON, TODAY)
    Position.objects.update(fact="It says something else now.")
    with pytest.raises(PositionMoved):
        second_motion(pair[1], motion.pk, TODAY)
    position.refresh_from_db()
    motion.refresh_from_db()
    assert (position.status, motion.state) == (PositionStatus.IN_PLACE, MotionState.WAITING)


def test_a_retired_ask_gets_no_position(pair: tuple[User, User], lab: Lab) -> None:
    Ask.objects.update(retired=True)
    with pytest.raises(AskNotCurrent):
        change(pair, lab)


def test_a_changed_position_is_changed_back_and_not_undone(
    pair: tuple[User, User], lab: Lab
) -> None:
    motion = propose_position(pair[0], lab, "ask", NEW, REASON, TODAY)
    second_motion(pair[1], motion.pk, TODAY)
    with pytest.raises(NothingToUndo):
        undo_motion(pair[0], motion.pk, "It came back.", TODAY)


def test_a_check_that_changes_nothing_takes_one_curator(pair: tuple[User, User], lab: Lab) -> None:
    position = make_position(lab, Ask.objects.get(), checked=TODAY - dt.timedelta(days=400))
    assert Position.objects.positions_due_for_check(TODAY).get() == position
    confirm_position(pair[0], position.pk, TODAY)
    position.refresh_from_db()
    assert (position.checked, position.origin) == (TODAY, Origin.SHIPPED)
    assert not Position.objects.positions_due_for_check(TODAY).exists()
    assert CurationAction.objects.get().action == Deed.CONFIRM


def test_the_loader_leaves_a_curators_position_alone(
    pair: tuple[User, User], tmp_path: Path
) -> None:
    write_catalogue(tmp_path)
    load_catalogue(tmp_path, TODAY)
    change(pair, Lab.objects.get(), slug="first")
    replace(tmp_path, LAB, "It promised this.", "It promised that.")
    report = load_catalogue(tmp_path, TODAY)
    assert report.conflicts == ["position lab / first"]
    assert Position.objects.get(ask__slug="first").fact == "It took the page down."
