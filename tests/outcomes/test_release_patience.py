"""A large window takes longer to release than a page may take, and longer than the queue waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection

from outcomes import release_rows, releases, tasks
from outcomes.models import Entry, Release, Window
from tests.outcomes import factories
from tests.outcomes.releasing import nothing_was_written

Wait = Callable[[], object]

LIMIT_MS = 100


def _work_in_memory() -> None:
    """Let the database wait for its next statement."""
    Event().wait(2 * LIMIT_MS / 1000)


def _run_a_long_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [2 * LIMIT_MS / 1000])


@pytest.fixture
def impatient_database(transactional_db: None, ready_keys: None) -> Iterator[Window]:
    """Return a closed window in a database that allows a page next to nothing."""
    window = factories.closed_window(conversations=1)
    with connection.cursor() as cursor:
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET {limit} = {LIMIT_MS}")
    yield window
    connection.close()


def _release_slowly(window: Window, wait: Wait) -> None:
    def counted_slowly(window: Window, private_key: bytes) -> object:
        wait()
        return release_rows.count_rows(window, private_key)

    with patch.object(releases, "count_rows", counted_slowly):
        tasks.release_window(window.name)
    connection.close()  # A connection that the database has ended is of no more use.


@pytest.mark.parametrize("wait", [_work_in_memory, _run_a_long_statement])
def test_a_release_outlasts_the_limits_that_protect_pages(
    impatient_database: Window, wait: Wait
) -> None:
    _release_slowly(impatient_database, wait)
    assert Release.objects.get().window == impatient_database


@pytest.mark.parametrize("wait", [_work_in_memory, _run_a_long_statement])
def test_under_those_limits_it_would_be_ended_and_leave_no_trace(
    impatient_database: Window, wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(releases, "_LIMITS", "SELECT 1"):
        _release_slowly(impatient_database, wait)
    assert caplog.messages[-1].startswith(f"release of {impatient_database.name} failed: ")
    assert nothing_was_written()
    assert Entry.objects.count() == 1


def test_the_worker_gives_a_release_more_time_than_anything_else() -> None:
    release = tasks.release_window
    limits = [settings.CELERY_TASK_TIME_LIMIT, release.soft_time_limit, release.time_limit]
    assert limits == sorted({limit for limit in limits if limit})
