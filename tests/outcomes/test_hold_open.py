"""Many log at the same moment, and none of them into a window that is closing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from outcomes.crypto.contexts import nullifier_of
from outcomes.errors import WindowNotOpen
from outcomes.kinds import WindowState
from outcomes.models import Entry, Window
from outcomes.windows import close_window, hold_open
from tests.outcomes import factories
from tests.outcomes.concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ready_keys")]


def _waiting() -> int:
    """Return how many wait for a lock of a window, or for a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        count: int = cursor.fetchone()[0]
        return count


def _wait_for(number: int) -> None:
    deadline = time.monotonic() + 2
    while _waiting() < number:
        assert time.monotonic() < deadline


def _apart(call: Callable[[], object]) -> object:
    """Call with a connection of its own; returns what it returned or raised."""
    try:
        return call()
    except Exception as error:
        return error
    finally:
        connections.close_all()


def test_nobody_who_logs_waits_for_another() -> None:
    window = factories.opened_window()
    all_inside = threading.Barrier(4)

    @transaction.atomic
    def hold() -> None:
        hold_open(window, factories.DAY)
        all_inside.wait(timeout=5)

    assert at_once([hold] * 4) == [None] * 4


def test_many_log_at_the_same_moment() -> None:
    window = factories.opened_window()
    ready = [
        factories.prepare(window, factories.draw(window, f"person-{n}")[factories.NORTH])
        for n in range(6)
    ]
    calls = [lambda one=one: factories.log_again(window, one) for one in ready]
    assert at_once(calls) == [True] * 6
    assert Entry.objects.count() == 6


def test_who_comes_while_a_window_is_closing_finds_it_closed() -> None:
    window = factories.opened_window()
    late = factories.prepare(window, factories.draw(window)[factories.NORTH])
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            hold_open(window, factories.DAY)
            closing = pool.submit(_apart, lambda: close_window(window.name))
            _wait_for(1)
            logging = pool.submit(_apart, lambda: factories.log_again(window, late))
            _wait_for(2)
            assert Window.objects.get().state == WindowState.OPEN
        assert isinstance(closing.result(), Window)
        assert isinstance(logging.result(), WindowNotOpen)
    assert not Entry.objects.exists()


def _close_impatiently() -> object:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        return close_window(factories.WINDOW)


def test_a_window_is_held_until_the_row_is_stored() -> None:
    window = factories.opened_window()
    ready = factories.prepare(window, factories.draw(window)[factories.NORTH])
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            # The same credential, by somebody who gives up: who logs has the window and waits for this row.
            Entry.objects.create(
                nullifier=nullifier_of(ready.credential.input_msg), window=window.name
            )
            logging = pool.submit(_apart, lambda: factories.log_again(window, ready))
            _wait_for(1)
            refused = pool.submit(_apart, _close_impatiently).result()
            transaction.set_rollback(True)
        assert logging.result() is True
    assert isinstance(refused, OperationalError)
    assert isinstance(close_window(window.name), Window)


def test_the_row_is_not_what_the_database_shows_as_said_last() -> None:
    window = factories.opened_window()
    ready = factories.prepare(window, factories.draw(window)[factories.NORTH])
    factories.log_again(window, ready)
    [shown] = at_once([_said_last])
    assert isinstance(shown, list)
    assert "COMMIT" in shown
    assert [said for said in shown if "INSERT" in said] == []


def _said_last() -> list[str]:
    """Return what other connections to this database said last; those of other tests have databases of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT query FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [query for (query,) in cursor.fetchall()]


def test_a_window_is_held_in_a_transaction_only() -> None:
    window = factories.opened_window()
    with pytest.raises(TransactionManagementError):
        hold_open(window, factories.DAY)
