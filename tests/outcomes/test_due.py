"""What is due follows from the days of windows; taking a step twice, or two at once, is harmless."""

from __future__ import annotations

import datetime as dt

import pytest

from outcomes import keystore, tasks
from outcomes.due import (
    close_due_windows,
    finish_closing,
    open_due_windows,
    windows_to_release,
)
from outcomes.first_windows import open_first_window, wants_demonstration
from outcomes.kinds import WindowState
from outcomes.models import Release, Window
from outcomes.releases import release_window
from outcomes.windows import close_window
from tests.outcomes import catalogue, factories
from tests.outcomes.concurrency import at_once

pytestmark = pytest.mark.usefixtures("ready_keys")

THE_DAY_BEFORE = factories.OPENS - dt.timedelta(days=1)


def _states() -> dict[str, str]:
    return dict(Window.objects.values_list("name", "state"))


@pytest.mark.django_db
def test_a_planned_window_opens_on_its_first_day_and_not_before() -> None:
    factories.planned_window()
    assert open_due_windows(THE_DAY_BEFORE) == []
    assert open_due_windows(factories.OPENS) == [factories.WINDOW]
    assert open_due_windows(factories.OPENS) == []
    assert _states() == {factories.WINDOW: WindowState.OPEN}


def test_an_open_window_closes_after_its_last_day_and_not_on_it(window: Window) -> None:
    assert close_due_windows(factories.CLOSES) == []
    assert close_due_windows(factories.DAY_AFTER) == [window.name]
    assert close_due_windows(factories.DAY_AFTER) == []
    assert _states() == {window.name: WindowState.CLOSED}


def test_closed_windows_are_to_be_released_the_oldest_first(window: Window) -> None:
    factories.opened_window("2024H2", dt.date(2024, 7, 1), dt.date(2024, 12, 31))
    assert windows_to_release() == []
    close_due_windows(factories.DAY_AFTER)
    assert windows_to_release() == ["2024H2", window.name]
    release_window("2024H2")
    assert windows_to_release() == [window.name]


def test_a_successor_goes_on_with_the_same_tables_and_today_s_asks(window: Window) -> None:
    catalogue.make_ask("new-ask")
    assert open_due_windows(factories.DAY_AFTER) == ["2025H2"]
    successor = Window.objects.get(name="2025H2")
    assert successor.tables == window.tables
    assert [ask["slug"] for ask in successor.asks] == ["new-ask"]
    assert (successor.opens_on, successor.closes_on) == (factories.DAY_AFTER, dt.date(2025, 12, 31))


def test_no_successor_comes_while_a_window_runs_or_is_planned(window: Window) -> None:
    assert open_due_windows(factories.CLOSES) == []
    factories.planned_window("2026X", dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert open_due_windows(factories.DAY_AFTER) == []
    assert set(_states()) == {window.name, "2026X"}


@pytest.mark.django_db
def test_a_successor_begins_where_the_last_window_ended() -> None:
    factories.opened_window("2025Q1", closes_on=dt.date(2025, 3, 31))
    open_due_windows(dt.date(2025, 4, 1))
    successor = Window.objects.get(name="2025H1")
    assert (successor.opens_on, successor.closes_on) == (dt.date(2025, 4, 1), factories.CLOSES)


@pytest.mark.django_db
def test_beat_leaves_a_rehearsal_to_itself() -> None:
    factories.planned_window()
    Window.objects.update(rehearsal=True)
    for state in (WindowState.PLANNED, WindowState.OPEN, WindowState.CLOSED):
        Window.objects.update(state=state, key_set={}, key_set_hash="0" * 64)
        assert open_due_windows(factories.DAY_AFTER) == []
        assert close_due_windows(factories.DAY_AFTER) == []
        assert windows_to_release() == []
    assert _states() == {factories.WINDOW: WindowState.CLOSED}


def test_signing_keys_that_a_killed_closing_left_behind_are_destroyed(window: Window) -> None:
    finish_closing()
    assert keystore.holds_signing_keys(window.name)
    Window.objects.update(state=WindowState.CLOSED)
    finish_closing()
    assert not keystore.holds_signing_keys(window.name)
    assert keystore.holds_sealing_key(window.name)


@pytest.mark.django_db
def test_a_demonstration_has_no_successor() -> None:
    factories.planned_window(demonstration=True)
    open_due_windows(factories.DAY_AFTER)
    assert set(_states()) == {factories.WINDOW}


@pytest.mark.django_db
def test_an_empty_site_plans_nothing_by_itself() -> None:
    assert open_due_windows(factories.DAY) == []
    assert _states() == {}


@pytest.mark.django_db(transaction=True)
def test_four_who_do_what_is_due_at_once_do_it_once() -> None:
    factories.opened_window()
    opened = at_once([lambda: open_due_windows(factories.DAY_AFTER)] * 4)
    closed = at_once([lambda: close_due_windows(factories.DAY_AFTER)] * 4)
    assert sorted(map(str, opened)) == ["['2025H2']", "[]", "[]", "[]"]
    assert sorted(map(str, closed)) == ["['2025H1']", "[]", "[]", "[]"]


@pytest.mark.django_db
def test_the_first_window_gives_tables_to_the_labs_with_most_positions() -> None:
    asks = [catalogue.make_ask(f"ask-{number}") for number in range(13)]
    for number in range(13):
        catalogue.make_lab(f"lab-{number}", in_place=asks[:number])
    window = open_first_window(factories.DAY)
    assert window is not None
    slugs = [table["slug"] for table in window.tables]
    assert "lab-0" not in slugs
    assert (len(slugs), slugs[-1]) == (13, "other")
    assert _states() == {"2025H1": WindowState.OPEN}


def test_a_site_with_a_window_gets_no_second_first_one(window: Window) -> None:
    assert open_first_window(factories.DAY) is None
    assert set(_states()) == {window.name}


@pytest.mark.django_db
def test_only_a_local_site_without_any_window_wants_a_demonstration() -> None:
    assert wants_demonstration(local=True)
    assert not wants_demonstration(local=False)
    factories.planned_window()
    assert not wants_demonstration(local=True)


def test_the_release_task_is_quiet_about_a_window_that_is_not_over(
    window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.release_window(window.name)
    assert [record.getMessage() for record in caplog.records] == [
        "release of 2025H1: WrongWindowState"
    ]
    close_window(window.name)
    tasks.release_window(window.name)
    assert Release.objects.get().window == window
