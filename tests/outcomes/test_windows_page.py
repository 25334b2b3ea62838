"""Operators see how far windows are and whether keys are where they belong, and never how much was logged."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from outcomes import keystore
from outcomes.kinds import Custody, WindowState
from outcomes.models import Entry, Sheet, Window
from outcomes.window_status import KeyState, Step, note_rewrite, window_statuses
from tests.asks.curators import curator_client, make_curator
from tests.outcomes import factories
from tests.outcomes.pages import words_of
from tests.outcomes.window_orders import in_custody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_keys")]

PATH = "/curate/windows/"


@pytest.fixture
def operator() -> Client:
    """Return the browser of staff that has shown a second factor."""
    return curator_client(make_curator("calm-otter"))


def _of(window: Window) -> tuple[Step, KeyState, KeyState]:
    [status] = window_statuses(factories.DAY)
    assert status.window == window
    return status.step, status.signing, status.sealing


def test_it_is_for_staff_with_a_second_factor_only(client: Client, operator: Client) -> None:
    assert client.get(PATH).status_code == 302
    client.force_login(factories.make_account("kind-heron"))
    assert client.get(PATH).status_code == 403
    assert operator.get(PATH)["Cache-Control"] == "no-store"
    assert operator.post(PATH).status_code == 405


def test_without_a_window_it_says_how_to_plan_one(operator: Client) -> None:
    assert "There is no window yet." in words_of(operator.get(PATH))


def test_it_says_what_is_due_and_counts_nothing(operator: Client, window: Window) -> None:
    factories.log(window, factories.draw(window)[factories.NORTH])
    page = words_of(operator.get(PATH))
    for words in ("1 July 2025.", "It closes by itself.", "This is overdue.", "In place"):
        assert words in page
    Entry.objects.all().delete()
    Sheet.objects.all().delete()
    assert words_of(operator.get(PATH)) == page


def test_each_state_has_its_next_step_and_its_keys_in_place(tmp_path: Path) -> None:
    planned = factories.planned_window(custody=Custody.CUSTODIANS)
    assert _of(planned) == (Step.HAND_OVER, KeyState.NOT_MADE, KeyState.NOT_MADE)
    planned.delete()
    window, _sheet = in_custody(tmp_path)
    assert _of(window) == (Step.OPEN, KeyState.IN_PLACE, KeyState.ELSEWHERE)
    Window.objects.update(state=WindowState.CLOSED)
    keystore.destroy_signing_keys(window.name)
    assert _of(window) == (Step.BRING_KEY, KeyState.DESTROYED, KeyState.ELSEWHERE)
    Window.objects.update(state=WindowState.RELEASED)
    assert _of(window) == (Step.NOTHING, KeyState.DESTROYED, KeyState.DESTROYED)


@pytest.mark.parametrize(
    ("state", "signing", "sealing"),
    [
        (WindowState.OPEN, KeyState.IN_PLACE, KeyState.IN_PLACE),
        (WindowState.CLOSED, KeyState.OVERDUE, KeyState.IN_PLACE),
        (WindowState.RELEASED, KeyState.OVERDUE, KeyState.OVERDUE),
    ],
)
def test_a_key_that_should_be_gone_is_seen(
    window: Window, state: WindowState, signing: KeyState, sealing: KeyState
) -> None:
    Window.objects.update(state=state)
    assert _of(window)[1:] == (signing, sealing)


def test_troubles_are_said_in_words(operator: Client, window: Window) -> None:
    assert "note warning" not in words_of(operator.get(PATH))
    keystore.store_sealing_key("2020H1", bytes(32))
    keystore.destroy_all(window.name)
    Window.objects.update(custody=Custody.CUSTODIANS)
    page = words_of(operator.get(PATH))
    for words in ("Keys of 2020H1 are here", "Missing", "It is not what its published keys"):
        assert words in page


def test_a_release_stands_there_with_its_ledger(operator: Client) -> None:
    factories.released(factories.closed_window())
    assert "the ledger says 2.00 for each entry, once." in words_of(operator.get(PATH))


def test_the_last_rewrite_is_known_by_its_hour() -> None:
    cache.clear()
    assert "is not remembered" in words_of(curator_client(make_curator("one")).get(PATH))
    note_rewrite(dt.datetime(2025, 3, 14, 9, 41, 7, tzinfo=dt.UTC))
    page = words_of(curator_client(make_curator("two")).get(PATH))
    assert "Last rewritten on 14 March 2025, in the hour from 09:00 UTC on." in page
    cache.clear()


def test_a_window_that_is_due_today_is_not_overdue() -> None:
    factories.planned_window(opens_on=timezone.now().date(), closes_on=timezone.now().date())
    [status] = window_statuses(timezone.now().date())
    assert (status.due_on, status.overdue) == (timezone.now().date(), False)
