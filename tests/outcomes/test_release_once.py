"""A release happens once, when it is due, or not at all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection

from outcomes import keystore
from outcomes.crypto import sealing
from outcomes.errors import (
    KeysMissing,
    ParametersChanged,
    Refusal,
    ReleaseNotDue,
    ReleaseUnderWay,
    WindowUnknown,
    WrongSealingKey,
    WrongWindowState,
)
from outcomes.models import Entry, Tally, Window
from outcomes.releases import Published, release_window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once
from tests.outcomes.factories import NORTH
from tests.outcomes.releasing import (
    ALL_CELLS,
    ALL_DRAWS,
    Draw,
    database_day,
    exact_counts,
    nothing_was_written,
    row_counts,
)


def test_a_second_run_finds_it_published_and_draws_nothing(
    closed: Window, draws: list[Draw]
) -> None:
    assert release_window(closed.name) == Published(closed.name, first_time=True)
    before, drawn = list(Tally.objects.values()), len(draws)
    assert release_window(closed.name) == Published(closed.name, first_time=False)
    assert len(draws) == drawn == ALL_DRAWS
    assert list(Tally.objects.values()) == before


@pytest.mark.django_db(transaction=True)
def test_twenty_runs_at_once_draw_noise_once(ready_keys: None, draws: list[Draw]) -> None:
    window = factories.closed_window(conversations=4)
    found = at_once([lambda: release_window(window.name)] * 20)
    first = [answer for answer in found if answer == Published(window.name, first_time=True)]
    others = {
        answer if isinstance(answer, Published) else type(answer)
        for answer in found
        if answer not in first
    }
    assert len(first) == 1
    assert others <= {ReleaseUnderWay, Published(window.name, first_time=False)}
    assert len(draws) == ALL_DRAWS
    assert Tally.objects.count() == ALL_CELLS
    assert not keystore.holds_keys(window.name)


@pytest.mark.django_db(transaction=True)
def test_a_run_beside_another_one_gives_way(ready_keys: None, draws: list[Draw]) -> None:
    window = factories.closed_window()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [0x6C76_6772])
        try:
            [refused] = at_once([lambda: release_window(window.name)])
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    assert isinstance(refused, ReleaseUnderWay)
    assert not draws
    assert release_window(window.name).first_time


def test_a_window_is_not_due_on_its_last_day_by_the_database_s_clock(
    ready_keys: None, db: None
) -> None:
    last_day = database_day()
    window = factories.opened_window(closes_on=last_day)
    close_window(window.name)
    with pytest.raises(ReleaseNotDue):
        release_window(window.name)
    with time_machine.travel(last_day + dt.timedelta(days=400)), pytest.raises(ReleaseNotDue):
        release_window(window.name)
    assert keystore.sealing_key(window.name)


def test_a_window_is_due_on_the_day_after(ready_keys: None, db: None) -> None:
    window = factories.opened_window(closes_on=database_day() - dt.timedelta(days=1))
    close_window(window.name)
    assert release_window(window.name).first_time


def test_an_open_window_is_not_released(window: Window, draws: list[Draw]) -> None:
    factories.log(window, factories.draw(window)[NORTH])
    with pytest.raises(WrongWindowState):
        release_window(window.name)
    assert nothing_was_written()
    assert not draws
    assert Entry.objects.count() == 1


def test_a_window_that_nobody_planned_is_unknown(db: None) -> None:
    with pytest.raises(WindowUnknown):
        release_window("1999H1")


def _lose_the_key(window: Window) -> None:
    keystore.destroy_all(window.name)


def _mount_a_wrong_key(window: Window) -> None:
    keystore.store_sealing_key(window.name, sealing.generate_sealing_key()[0])


def _spare_an_ask(window: Window) -> None:
    window.parameters["asks"].pop()
    window.save()


def _spend_more(window: Window) -> None:
    window.parameters["release"] |= {"m": 1}
    window.save()


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (_lose_the_key, KeysMissing),
        (_mount_a_wrong_key, WrongSealingKey),
        (_spare_an_ask, ParametersChanged),
        (_spend_more, ParametersChanged),
    ],
)
def test_a_refused_release_leaves_everything_as_it_was(
    closed: Window, draws: list[Draw], spoil: Callable[[Window], None], refusal: type[Refusal]
) -> None:
    key, parameters = keystore.sealing_key(closed.name), json.loads(json.dumps(closed.parameters))
    spoil(closed)
    before = row_counts()
    with pytest.raises(refusal):
        release_window(closed.name)
    assert nothing_was_written()
    assert (row_counts(), draws) == (before, [])
    keystore.store_sealing_key(closed.name, key)
    Window.objects.update(parameters=parameters)
    assert release_window(closed.name).first_time
    assert exact_counts(draws)[NORTH][1] == 4
