"""Operators lead a window through its life with commands, and every wrong order is refused in words."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from outcomes.kinds import Custody, Kind
from outcomes.models import Entry, Sheet, Window
from tests.outcomes import catalogue, factories
from tests.outcomes.factories import WINDOW
from tests.outcomes.window_orders import refused, said, window_that_is

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_keys")]

PLAN = ("plan_window", WINDOW, "--opens", "2025-01-01")
MAKE = ("make_window_keys", WINDOW)
DROP, OPEN, CLOSE = ("drop_window", WINDOW), ("open_window", WINDOW), ("close_window", WINDOW)
RELEASE = ("release_window", WINDOW)
IN_TIME = time_machine.travel(factories.DAY, tick=False)


@pytest.mark.parametrize(
    ("state", "order", "words"),
    [
        ("keys made", (*PLAN, "--months", "3"), "its parameters stand"),
        ("open", (*PLAN, "--months", "3"), "is open. Only a planned window can be planned"),
        ("released", (*PLAN, "--months", "3"), "is released. Only a planned"),
        ("keys made", MAKE, "has its keys"),
        ("open", MAKE, "is open. Keys are made once"),
        ("closed", MAKE, "is closed. Keys are made once"),
        ("open", DROP, "is open. Only a planned window can be taken back"),
        ("closed", DROP, "is closed. Only a planned window"),
        ("open", OPEN, "is open. Only a planned window opens"),
        ("closed", OPEN, "is closed. Only a planned window opens"),
        ("released", OPEN, "is released. Only a planned window opens"),
        ("planned", CLOSE, "is planned. Only an open window closes"),
        ("keys made", CLOSE, "is planned. Only an open window closes"),
        ("open", CLOSE, "runs from 2025-01-01 to 2025-06-30"),
        ("closed", CLOSE, "is closed. Only an open window closes"),
        ("planned", RELEASE, "is planned. Only a closed window is released"),
        ("keys made", RELEASE, "is planned. Only a closed window is released"),
        ("open", RELEASE, "is open. Only a closed window is released"),
        ("planned", ("verify_window_key", WINDOW), "has no keys yet"),
    ],
)
def test_a_wrong_order_is_refused_in_words_and_changes_nothing(
    state: str, order: tuple[str, ...], words: str
) -> None:
    window_that_is(state)
    before = list(Window.objects.values())
    with IN_TIME:
        assert words in refused(*order)
    assert list(Window.objects.values()) == before


@pytest.mark.parametrize("order", [MAKE, DROP, OPEN, CLOSE, RELEASE, ("verify_window_key", WINDOW)])
def test_a_window_that_nobody_planned_is_unknown(order: tuple[str, ...]) -> None:
    assert refused(*order) == f"There is no window {WINDOW}. See manage.py window_status."


def test_a_window_is_not_opened_before_its_day() -> None:
    factories.planned_window()
    with time_machine.travel(factories.OPENS - dt.timedelta(days=1)):
        assert "opens on its first day" in refused(*OPEN)
    with time_machine.travel(factories.OPENS):
        assert said(*OPEN) == f"{WINDOW} is open until 2025-06-30.\n"


def test_a_window_lives_by_orders_alone() -> None:
    ask = catalogue.make_ask("an-ask")
    catalogue.make_lab("a-lab", in_place=[ask])
    with IN_TIME:
        assert "about conversation." in said(*PLAN, "--months", "6")
        assert "manage.py pin_key_set" in said(*MAKE)
        said(*OPEN)
    assert "closed for good" in said(*CLOSE)
    assert "every key here are destroyed" in said(*RELEASE)
    assert "released before" in said(*RELEASE)
    assert f"{WINDOW}: the ledger says 2.00 for each entry, once." in said("window_status")


# -- Plans -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (("plan_window", "a/b", "--opens", "2025-07-01", "--months", "6"), "at most 16 letters"),
        (("plan_window", "x" * 17, "--opens", "2025-07-01", "--months", "6"), "at most 16"),
        (("plan_window", "rehearsal", "--opens", "2025-07-01", "--months", "6"), "are taken"),
        (("plan_window", "a-demo", "--opens", "2025-07-01", "--months", "6"), "are taken"),
        (("plan_window", "X", "--opens", "2025-07-02", "--months", "6"), "first day of a month"),
        (("plan_window", "X", "--opens", "2025-07-01", "--closes", "2025-09-29"), "first day"),
        (("plan_window", "X", "--opens", "2025-07-01", "--months", "0"), "1 to 24 months"),
        (("plan_window", "X", "--opens", "2024-07-01", "--months", "6"), "These months are over"),
        (("plan_window", "X", "--opens", "2025-06-01", "--months", "6"), "Another window runs"),
        (
            ("plan_window", "X", "--opens", "2025-07-01", "--months", "6", "--labs", "nowhere"),
            "lacks one of these labs",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(order: tuple[str, ...], words: str) -> None:
    factories.planned_window()
    before = list(Window.objects.values())
    with IN_TIME:
        assert words in refused(*order)
    assert list(Window.objects.values()) == before


def test_the_first_window_is_about_conversations_only() -> None:
    with IN_TIME:
        assert "nothing was promised before it" in refused(
            *PLAN, "--months", "6", "--kinds", "delivery", "conversation"
        )
        said(*PLAN, "--months", "6")
    assert Window.objects.get().parameters["kinds"] == [Kind.CONVERSATION]


def test_a_later_window_goes_on_with_tables_and_custody_and_asks_what_was_kept() -> None:
    factories.planned_window(custody=Custody.CUSTODIANS)
    with IN_TIME:
        said("plan_window", "2025Q3", "--opens", "2025-07-01", "--months", "3")
    window = Window.objects.get(pk="2025Q3")
    assert window.parameters["kinds"] == [Kind.CONVERSATION, Kind.DELIVERY]
    assert (window.tables, window.custody) == (list(factories.TABLES), Custody.CUSTODIANS)
    assert window.closes_on == dt.date(2025, 9, 30)


def test_a_plan_without_keys_can_be_changed_and_one_with_keys_taken_back() -> None:
    catalogue.make_lab("a-lab")
    with IN_TIME:
        said(*PLAN, "--months", "6")
        said(*PLAN, "--months", "4", "--labs", "a-lab", "--custody", "custodians")
    window = Window.objects.get()
    assert [table["slug"] for table in window.tables] == ["a-lab", "other"]
    assert (window.closes_on, window.custody) == (dt.date(2025, 4, 30), Custody.CUSTODIANS)
    said(*DROP)
    assert not Window.objects.exists()


def test_status_says_what_is_due_and_counts_nothing() -> None:
    window = factories.opened_window()
    factories.log(window, factories.draw(window)[factories.NORTH])
    table = said("window_status")
    assert f"{WINDOW}: next on 2025-07-01. It closes by itself. This is overdue." in table
    assert f"hash {window.key_set_hash}" in table
    Entry.objects.all().delete()
    Sheet.objects.all().delete()
    assert said("window_status") == table
