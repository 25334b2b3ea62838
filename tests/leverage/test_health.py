"""Whether the process lives, and whether it can serve pages: one word for each thing that is wrong."""

from __future__ import annotations

import itertools
import secrets
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from leverage import health, health_asking, health_views
from leverage.embedded import children, programs, valkey
from leverage.health import Fault, Readiness
from leverage.health_asking import Asked, NoAnswer
from leverage.static_files import HashedStaticFiles
from outcomes import keystore
from outcomes.crypto import signing
from outcomes.models import Window
from tests.outcomes.concurrency import at_once
from tests.waiting import wait_until

PROBES = ("/healthz", "/readyz", "/metrics")


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be remembered of what other tests asked."""
    monkeypatch.setattr(health_views, "readiness", Readiness())


def assert_faults(client: Client, *faults: Fault) -> None:
    """Compare what `/readyz` says, to the byte."""
    response = client.get("/readyz")
    expected = "\n".join(faults).encode() or b"ok"
    assert (response.status_code, response.content) == (503 if faults else 200, expected)
    assert client.get("/healthz").status_code == 200


def test_the_process_lives_without_asking_anybody(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_a_site_with_its_servers_is_ready(client: Client) -> None:
    assert_faults(client)
    assert client.get("/readyz")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


# -- The database ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_site_without_its_database_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/tmp/nothing-is-here")
    assert_faults(client, Fault.DATABASE)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_takes_connections_and_says_nothing_is_given_up_soon(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(silent.getsockname()[1]))
        began = time.monotonic()
        assert_faults(client, Fault.DATABASE)
        assert time.monotonic() - began < health_asking.PATIENCE + 0.5


@pytest.mark.django_db(transaction=True)
def test_a_database_that_takes_no_writes_is_not_enough(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = connection.settings_dict["OPTIONS"]
    read_only = f"{options['options']} -c default_transaction_read_only=on"
    monkeypatch.setitem(options, "options", read_only)
    assert_faults(client, Fault.READ_ONLY)


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    full = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'disk_full'; END $$"
    monkeypatch.setattr(health, "_TOO_LARGE", full)
    assert_faults(client, Fault.DISK)


@pytest.mark.django_db
def test_asking_the_disk_writes_a_file_and_no_transaction() -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + health._TOO_LARGE.partition(";")[2])
        unlimited = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SET LOCAL work_mem = '64kB'")
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + health._TOO_LARGE.partition(";")[2])
        limited = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone() == (None,)
    assert "temp read" in limited
    assert "temp read" not in unlimited


@pytest.mark.django_db(transaction=True)
def test_a_site_that_waits_for_a_migration_is_not_ready(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("leverage", "0002_vault")
    try:
        assert_faults(client, Fault.MIGRATIONS)
    finally:
        recorder.record_applied("leverage", "0002_vault")
    assert Readiness().faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_site_on_an_empty_database_waits_for_its_migrations(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = connection.settings_dict["OPTIONS"]
    nowhere = f"{options['options']} -c search_path=nowhere"
    monkeypatch.setitem(options, "options", nowhere)
    assert_faults(client, Fault.MIGRATIONS)


# -- The memory --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_site_without_its_memory_is_not_ready(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///tmp/nothing-is-here.sock"
    assert_faults(client, Fault.MEMORY)


@pytest.mark.django_db
def test_a_memory_that_says_nothing_is_given_up_soon(client: Client, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        began = time.monotonic()
        assert_faults(client, Fault.MEMORY)
        assert time.monotonic() - began < health_asking.PATIENCE


@pytest.fixture
def own_memory(settings: Settings) -> Iterator[redis.Redis]:
    """Let the site use a memory of its own, which a test may fill."""
    folder = (
        Path("/tmp") / f"leverage-memory-{secrets.token_hex(5)}"
    )  # A socket's path must be short.
    folder.mkdir()
    at = folder / "s"
    command = [str(programs.find().valkey), "--port", "0", "--unixsocket", str(at), "--save", ""]
    process = children.launch(command, folder=folder, log=folder / "log")
    wait_until(lambda: valkey.answers(at), 10)
    settings.REDIS_URL = f"unix://{at}"
    yield redis.Redis.from_url(settings.REDIS_URL, single_connection_client=True)
    children.stop(process, (signal.SIGTERM,), grace=5)
    shutil.rmtree(folder)


@pytest.mark.django_db
def test_a_memory_that_is_full_is_reached_and_not_enough(
    client: Client, own_memory: redis.Redis
) -> None:
    assert_faults(client)
    own_memory.config_set("maxmemory", 1)
    assert Readiness().faults() == [Fault.MEMORY_FULL]
    own_memory.close()


# -- Keys, files and signatures ------------------------------------------------------------------------


@pytest.fixture
def open_window(transactional_db: None, ready_keys: None, key_dir: Path, window: Window) -> Path:
    """Return the folder of keys, with those of an open window in it."""
    return key_dir


def test_a_window_that_is_open_has_its_keys_here(client: Client, open_window: Path) -> None:
    assert_faults(client)
    keystore.destroy_signing_keys(Window.objects.get().name)
    assert Readiness().faults() == [Fault.KEYS]


def test_keys_that_others_can_read_are_a_fault(client: Client, open_window: Path) -> None:
    open_window.chmod(0o750)
    assert_faults(client, Fault.KEYS)


def test_without_an_open_window_no_keys_are_needed(client: Client, open_window: Path) -> None:
    shutil.rmtree(open_window)
    assert Readiness().faults() == [Fault.KEYS]
    Window.objects.all().delete()
    assert_faults(client)


@pytest.mark.django_db
def test_a_site_without_its_list_of_files_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(health, "staticfiles_storage", HashedStaticFiles(location=tmp_path))
    assert_faults(client, Fault.FILES)


@pytest.mark.django_db
def test_a_computer_that_signs_wrongly_serves_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "_KNOWN_ANSWER", "0" * 64)
    assert_faults(client, Fault.SIGNATURES)


@pytest.mark.django_db
def test_several_faults_stand_one_to_a_line(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.REDIS_URL = "unix:///tmp/nothing-is-here.sock"
    monkeypatch.setattr(health, "staticfiles_storage", HashedStaticFiles(location=tmp_path))
    assert client.get("/readyz").content == b"memory\nfiles"


# -- No lever for strangers ----------------------------------------------------------------------------


def test_however_many_ask_at_once_it_is_asked_once() -> None:
    numbers = itertools.count()
    asked = Asked(lambda: next(numbers))
    assert at_once([asked.answer] * 20) == [0] * 20


def test_an_answer_is_old_after_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_asking, "GOOD_FOR", 0.0)
    asked = Asked(time.monotonic)
    assert asked.answer() < asked.answer()


def test_a_question_that_hangs_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_asking, "PATIENCE", 0.2)
    released = threading.Event()
    asked = Asked(released.wait)
    before = set(threading.enumerate())
    for patience in (0.5, 0.05):
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            asked.answer()
        assert time.monotonic() - began < patience
    [asking] = set(threading.enumerate()) - before
    released.set()
    asking.join()
    # What came late counts as soon as it is there.
    assert asked.answer() is True


def test_what_a_question_raises_is_raised() -> None:
    def breaks() -> None:
        raise DatabaseError

    with pytest.raises(DatabaseError):
        Asked(breaks).answer()


@pytest.mark.django_db
def test_probes_leave_no_line_that_would_date_the_others(
    client: Client,
    console: Callable[[], str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path in PROBES:
        client.get(path)
    settings.REDIS_URL = "unix:///tmp/nothing-is-here.sock"
    monkeypatch.setattr(health_views, "readiness", Readiness())
    assert client.get("/readyz").status_code == 503
    assert console() == ""
    client.get("/robots.txt")
    assert "GET /robots.txt 200" in console()
