"""A redeem remembers what was fixed when its window opened, and nothing else of it."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from outcomes import keystore
from outcomes.credentials import current_window, remembered_window
from outcomes.models import Window
from outcomes.windows import close_window
from tests.outcomes import factories


def _values(window: Window | None) -> dict[str, object]:
    assert window is not None
    return {field.attname: getattr(window, field.attname) for field in Window._meta.fields}


def test_it_is_the_current_window_with_all_of_it(window: Window) -> None:
    for _time in ("first", "remembered"):
        assert _values(remembered_window(factories.DAY)) == _values(current_window(factories.DAY))


def test_it_is_read_once_and_asked_after_every_time(
    window: Window, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (2, 1, 1):
        with django_assert_num_queries(number):
            assert remembered_window(factories.DAY) == window


def test_it_is_forgotten_once_nobody_can_log_in_it(window: Window) -> None:
    assert remembered_window(factories.DAY) == window
    assert remembered_window(factories.DAY_AFTER) is None
    close_window(window.name)
    assert remembered_window(factories.DAY) is None


def test_a_demonstration_is_never_it(window: Window) -> None:
    assert remembered_window(factories.DAY) == window
    Window.objects.update(demonstration=True)
    assert remembered_window(factories.DAY) is None


@pytest.mark.usefixtures("ready_keys", "db")
def test_the_keys_are_never_those_of_an_earlier_window_of_the_name() -> None:
    found = []
    for _time in range(2):
        window = factories.opened_window()
        found.append(_values(remembered_window(factories.DAY))["key_set"])
        assert found[-1] == window.key_set
        window.delete()
        keystore.destroy_all(factories.WINDOW)
    assert found[0] != found[1]
