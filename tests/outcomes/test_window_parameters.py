"""Once its keys are made, nothing about a window can change, whoever holds the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from outcomes import keystore
from outcomes.crypto import keyset
from outcomes.errors import KeysMissing, ParametersChanged
from outcomes.kinds import WindowState
from outcomes.models import Entry, Sheet, Window
from outcomes.releases import release_window
from outcomes.windows import close_window, is_as_published, make_keys, open_window
from tests.outcomes import factories
from tests.outcomes.twins import assert_refused


def _asks(window: Window) -> None:
    window.parameters["asks"].pop()


def _days(window: Window) -> None:
    window.closes_on += dt.timedelta(days=31)


def _everything(window: Window) -> None:
    """Change a parameter, the key set and its hash, as whoever holds the database could."""
    _asks(window)
    assert window.key_set is not None
    window.key_set["parameters"] = window.parameters
    window.key_set_hash = keyset.keyset_hash(window.key_set)


CHANGES = (_asks, _days, _everything)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.django_db
def test_parameters_changed_after_keys_were_made_never_open(
    ready_keys: None, change: Callable[[Window], None]
) -> None:
    window = make_keys(factories.planned_window().name)
    change(window)
    window.save()
    with pytest.raises(ParametersChanged):
        open_window(window.name)
    window.refresh_from_db()
    assert window.state == WindowState.PLANNED


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_draws_in_a_window_that_was_changed(
    window: Window, change: Callable[[Window], None]
) -> None:
    change(window)
    window.save()
    with pytest.raises(ParametersChanged):
        factories.draw(window)
    assert not Sheet.objects.exists()


def assert_rewriting_stops_the_release(window: Window) -> None:
    """Fail where a window whose whole row was rewritten is released all the same."""
    factories.log(window, factories.draw(window)[factories.NORTH])
    close_window(window.name)
    window.refresh_from_db()
    _everything(window)
    window.save()
    assert_refused(lambda: release_window(window.name), ParametersChanged)
    assert Entry.objects.exists()


def test_a_window_rewritten_whole_is_not_released(window: Window) -> None:
    assert_rewriting_stops_the_release(window)


def test_a_release_that_asks_the_database_alone_is_noticed(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = Window.objects.values_list("key_set_hash", flat=True)
    monkeypatch.setattr(keystore, "key_set_hash", lambda name: stored.get(pk=name))
    with pytest.raises(AssertionError, match="not refused: ParametersChanged"):
        assert_rewriting_stops_the_release(window)


def test_a_window_without_the_copy_of_its_hash_goes_nowhere(window: Window) -> None:
    keystore.forget(window.name)
    with pytest.raises(KeysMissing):
        is_as_published(window)
