"""A real worker takes its orders through the queue and publishes what the database says is due."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from leverage.celery import app
from outcomes import keystore, tasks
from outcomes.models import BudgetEntry, Entry, Release, Tally, Window
from outcomes.windows import close_window
from tests.outcomes import factories
from tests.outcomes.releasing import ALL_CELLS, ALL_DRAWS

pytestmark = [
    pytest.mark.celery,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ready_keys"),
]

PATIENCE = 30.0
PAUSE = 0.05


def _test_database_url() -> str:
    """Return the address of the database of these tests, whose name Django chose."""
    name = str(connection.settings_dict["NAME"])
    assert name.startswith("test_")
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process, the folder where it looks for keys, and what it says."""

    process: subprocess.Popen[bytes]
    key_dir: Path
    log: Path


@pytest.fixture(scope="module")
def running_worker(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None
) -> Iterator[Worker]:
    """Run one worker on the database and the queue of these tests."""
    home = tmp_path_factory.mktemp("worker")
    environment = os.environ | {
        "DATABASE_URL": _test_database_url(),
        "LEVERAGE_KEY_DIR": str(home / "keys"),
        "PYTHONWARNINGS": "ignore:::celery.platforms",
    }
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    command = ["celery", "--quiet", "-A", "leverage", "worker", "--concurrency", "2", *quiet]
    with (home / "log").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, "--loglevel", "info"],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Worker(process, home / "keys", home / "log")
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let the worker finish; then nothing of its process group may be left."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def worker(running_worker: Worker, settings: Settings) -> Worker:
    """Share the worker's keys, with a queue that holds nothing of any other test."""
    settings.KEY_DIR = running_worker.key_dir
    app.control.purge()
    return running_worker


def _wait(worker: Worker, done: Callable[[], bool]) -> None:
    """Ask until it is done; waiting for the worker to end is the pause between."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        with suppress(subprocess.TimeoutExpired):
            worker.process.wait(timeout=PAUSE)
            pytest.fail(f"the worker ended: {worker.log.read_text()}")
        if time.monotonic() > deadline:
            pytest.fail(f"it was not done in time: {worker.log.read_text()}")


def _published(window: Window) -> bool:
    # The keys go after the commit, so they are the last sign of a finished release.
    return Release.objects.filter(window=window).exists() and not keystore.holds_keys(window.name)


def _says(worker: Worker, words: str) -> bool:
    return words in worker.log.read_text()


def test_a_release_ordered_through_the_queue_is_published(worker: Worker) -> None:
    window = factories.closed_window(conversations=3)
    for _ in range(3):
        tasks.release_window.delay(window.name)
    _wait(worker, lambda: _published(window))
    assert Tally.objects.filter(release__window=window).count() == ALL_CELLS
    assert BudgetEntry.objects.count() == ALL_DRAWS
    assert not Entry.objects.exists()


def test_doing_what_is_due_closes_releases_and_opens_the_next_window(worker: Worker) -> None:
    window = factories.opened_window()
    factories.log(window, factories.draw(window)[factories.NORTH])
    tasks.do_what_is_due.delay()
    _wait(worker, lambda: _published(window))
    assert Tally.objects.filter(release__window=window).count() == ALL_CELLS
    assert Window.objects.exclude(pk=window.pk).get().state == "open"
    assert not Entry.objects.exists()


def test_a_release_that_is_not_due_does_not_stop_the_worker(worker: Worker) -> None:
    window = factories.opened_window()
    # One after the other: two at once could meet at the lock, and be refused for that.
    for name, refusal in (("1999H1", "WindowUnknown"), (window.name, "WrongWindowState")):
        tasks.release_window.delay(name)
        _wait(worker, partial(_says, worker, f"release of {name}: {refusal}"))
    close_window(window.name)
    tasks.release_window.delay(window.name)
    _wait(worker, lambda: _published(window))
