"""Whoever dies in the middle of a release, and whatever it was doing: one release, one draw, no half of either.

On a database server of this file's own, whose processes may be killed.
"""

from __future__ import annotations

import itertools
import os
import secrets
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from pytest_django import DjangoDbBlocker

from outcomes import keystore
from outcomes.crypto import signing
from outcomes.kinds import WindowState
from outcomes.models import BudgetEntry, Entry, Release, Sheet, Tally, Window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.factories import NORTH
from tests.outcomes.forked_releases import FOUND, PUBLISHED, STOPPED, Fault, Nursery, Said, Step
from tests.outcomes.own_server import own_server, url_of
from tests.outcomes.releasing import ALL_CELLS, ALL_DRAWS

pytestmark = pytest.mark.processes

LOGGED = 2
_LOCK = 0x6C76_6772
BEFORE_THE_COMMIT = [step for step in Step if step is not Step.COMMIT]
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, signing_keys: list[bytes]
) -> Iterator[Path]:
    """Give the folder of a server, to which the default connection leads, and keys made before."""
    folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    pool = itertools.cycle(signing_keys)
    with django_db_blocker.unblock(), own_server(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "generate_signing_key", lambda: next(pool))
        yield folder


@pytest.fixture(scope="module")
def loaded(server: Path) -> Iterator[Nursery]:
    made = Nursery(os.environ | {"DATABASE_URL": url_of(server)})
    yield made
    made.end()


@pytest.fixture
def nursery(loaded: Nursery) -> Iterator[Nursery]:
    """Return the nursery; nobody whom it brought up holds the lock when the next test begins."""
    yield loaded
    loaded.kill_all()
    wait_for_the_lock()


@pytest.fixture
def closed(server: Path, nursery: Nursery) -> Window:
    """Return a window that is over, with a few conversations in it; other tests leave theirs beside it."""
    window = factories.opened_window(f"2025X{next(_numbers)}")
    for number in range(LOGGED):
        factories.log(window, factories.draw(window, f"{window.name}-{number}")[NORTH])
    return close_window(window.name)


def rows_of(window: Window) -> Counter[str]:
    """Return how many rows of each kind a window has."""
    name = window.name
    return Counter(
        releases=Release.objects.filter(window=name).count(),
        cells=Tally.objects.filter(release=name).count(),
        charges=BudgetEntry.objects.filter(window=name).count(),
        entries=Entry.objects.filter(window=name).count(),
        sheets=Sheet.objects.filter(window=name).count(),
    )


def assert_as_before(window: Window) -> None:
    """Fail where a release that did not come to its end left anything behind, or took anything away."""
    assert rows_of(window) == Counter(entries=LOGGED, sheets=LOGGED)
    assert Window.objects.get(pk=window.pk).state == WindowState.CLOSED
    assert keystore.holds_sealing_key(window.name)


def assert_published(window: Window, said: Said) -> None:
    """Fail unless what is published is all that this process drew, and nothing else."""
    assert rows_of(window) == Counter(releases=1, cells=ALL_CELLS, charges=ALL_DRAWS)
    cells = Tally.objects.filter(release=window.name).order_by("pk")
    assert [*cells.values_list("count", flat=True)] == said.drawn
    assert Window.objects.get(pk=window.pk).state == WindowState.RELEASED


def assert_finished(nursery: Nursery, window: Window, said: Said) -> None:
    """Fail unless the release of this process stands, its keys are gone, and no run draws again."""
    assert_published(window, said)
    assert not keystore.holds_keys(window.name)
    again = nursery.run(window.name)
    assert (again.outcome, again.drawn) == (FOUND, [])
    assert_published(window, said)


def wait_for_the_lock() -> None:
    """Return when the database has noticed that nobody releases any more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def assert_outlives_a_kill(
    nursery: Nursery, window: Window, step: Step, fault: Fault = Fault.NONE
) -> None:
    """Kill a process behind a step of its release, and fail unless the next run makes up for it."""
    [stopped] = nursery.begin(window.name, stop=step, fault=fault)
    assert stopped.outcome == STOPPED
    assert_as_before(window)
    beside = nursery.run(window.name)
    assert (beside.outcome, beside.drawn) == ("ReleaseUnderWay", [])
    nursery.kill(stopped)
    wait_for_the_lock()
    assert_as_before(window)
    after = nursery.run(window.name)
    assert after.outcome == PUBLISHED
    assert_finished(nursery, window, after)


@pytest.mark.parametrize("step", BEFORE_THE_COMMIT)
def test_a_process_killed_before_its_commit_leaves_no_trace(
    nursery: Nursery, closed: Window, step: Step
) -> None:
    assert_outlives_a_kill(nursery, closed, step)


def test_a_process_killed_behind_its_commit_leaves_the_keys_to_the_next(
    nursery: Nursery, closed: Window
) -> None:
    [stopped] = nursery.begin(closed.name, stop=Step.COMMIT)
    nursery.kill(stopped)
    assert_published(closed, stopped)
    assert keystore.holds_keys(closed.name)
    assert nursery.run(closed.name).outcome == FOUND
    assert_finished(nursery, closed, stopped)


def test_a_release_that_is_ordered_again_meanwhile_goes_on_and_publishes(
    nursery: Nursery, closed: Window
) -> None:
    [stopped] = nursery.begin(closed.name, stop=Step.COUNT)
    others = nursery.begin(closed.name, times=3)
    assert {(one.outcome, len(one.drawn)) for one in others} == {("ReleaseUnderWay", 0)}
    went_on = nursery.go_on(stopped)
    assert went_on.outcome == PUBLISHED
    assert_finished(nursery, closed, went_on)


def test_of_twenty_processes_at_once_one_releases(nursery: Nursery, closed: Window) -> None:
    said = nursery.begin(closed.name, times=20)
    assert len({one.pid for one in said}) == 20
    [first] = [one for one in said if one.outcome == PUBLISHED]
    others = [one for one in said if one is not first]
    assert {one.outcome for one in others} <= {"ReleaseUnderWay", FOUND}
    assert {len(one.drawn) for one in others} == {0}
    assert_finished(nursery, closed, first)


def _crash_the_database(nursery: Nursery, window: Window) -> None:
    """Kill the database's own process that serves the release; it then ends all others and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        [(serving,)] = cursor.fetchall()
    os.kill(serving, signal.SIGKILL)
    for _try in range(200):
        nursery.pause()
        connection.close()
        with suppress(OperationalError):
            Window.objects.get(pk=window.pk)
            return
    pytest.fail("The database did not come back.")


def test_a_database_that_crashes_after_the_copy_forgets_the_draw(
    nursery: Nursery, closed: Window
) -> None:
    [stopped] = nursery.begin(closed.name, stop=Step.COPY)
    assert stopped.drawn
    _crash_the_database(nursery, closed)
    assert nursery.go_on(stopped).outcome == "OperationalError"
    assert_as_before(closed)
    after = nursery.run(closed.name)
    assert_finished(nursery, closed, after)


def test_a_database_that_crashes_after_the_commit_keeps_the_release(
    nursery: Nursery, closed: Window
) -> None:
    [stopped] = nursery.begin(closed.name, stop=Step.COMMIT)
    _crash_the_database(nursery, closed)
    assert_published(closed, stopped)
    assert nursery.go_on(stopped).outcome == PUBLISHED
    assert_finished(nursery, closed, stopped)


# -- Broken twins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "noticed"),
    [
        (Fault.DESTROYS_KEYS_EARLY, "holds_sealing_key"),
        (Fault.COMMITS_HALFWAY, "Counter"),
    ],
)
def test_a_release_that_is_not_of_one_piece_is_noticed(
    nursery: Nursery, closed: Window, fault: Fault, noticed: str
) -> None:
    with pytest.raises(AssertionError, match=noticed):
        assert_outlives_a_kill(nursery, closed, Step.COPY, fault)
