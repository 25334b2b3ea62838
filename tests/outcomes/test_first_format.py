"""Windows from before deciding asks were counted are taken away by a migration, never with anything logged."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from outcomes.models import Release, Window
from tests.outcomes import factories
from tests.outcomes.published import publish, window_named

MIGRATION: Any = import_module("outcomes.migrations.0004_windows_of_the_first_format")

pytestmark = pytest.mark.django_db


def _of_the_first_format(window: Window) -> Window:
    window.parameters["release"] = {"m": 3, "eps_table": "1.6", "eps_count": "0.4"}
    window.save()
    return window


def test_windows_of_the_first_format_go_and_others_stay() -> None:
    old = window_named("2024H2", 2024)
    publish(old)
    _of_the_first_format(old)
    publish(window_named("2025H1", 2025))
    MIGRATION.forget(apps, None)
    assert [window.name for window in Window.objects.all()] == ["2025H1"]
    assert [release.pk for release in Release.objects.all()] == ["2025H1"]


def test_nothing_that_was_logged_is_lost(ready_keys: None) -> None:
    window = factories.opened_window()
    factories.log(window, factories.draw(window)[factories.NORTH])
    _of_the_first_format(window)
    with pytest.raises(MIGRATION.ConversationsWouldBeLost, match=window.name):
        MIGRATION.forget(apps, None)
    assert Window.objects.get() == window
