"""The parts below `manage.py up`: folders, accounts, leftovers, restarts, servers."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from leverage.embedded import ownership, paths, processes, programs, reclaim, site
from leverage.embedded.children import Service
from leverage.embedded.errors import (
    AlreadyRunningError,
    EmbeddedError,
    GaveUpError,
    NoFreePortError,
    NotReadyError,
    UnsafeFolderError,
)
from leverage.embedded.lock import RunLock
from leverage.embedded.reclaim import Record
from leverage.embedded.signals import SignalWatch
from leverage.embedded.supervisor import Supervisor
from leverage.embedded.throwaway import ThrowAwayServers

ME = ownership.Account(ownership.own_name(), os.geteuid(), os.getegid(), other=False)
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")


@pytest.fixture(scope="module")
def servers() -> Iterator[ThrowAwayServers]:
    started = ThrowAwayServers(Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}")
    started.start()
    yield started
    started.stop()


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
    before = {number: signal.getsignal(number) for number in numbers}
    watch = SignalWatch()
    watch.install()
    made = Supervisor(Record(tmp_path), watch, lambda line: None, first_delay=0.01)
    yield made
    made.stop(((("it",), 1.0),))
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    process = subprocess.Popen(command, start_new_session=True)
    yield process
    process.kill()
    process.wait()


# -- Paths ---------------------------------------------------------------------------------------


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: paths.secret_key(tmp_path / "data"), range(8)))
    assert {len(key) for key in keys} == {50}
    assert len(keys) == 1
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_the_path_of_a_socket_is_short_for_the_longest_data_folder() -> None:
    sockets = paths.socket_dir(Path("/" + "long/" * 60))
    assert len(os.fsencode(paths.postgres_socket(sockets))) + len(".lock") < 104


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    ownership.make_private(tmp_path / "mine", ME)
    ownership.make_private(tmp_path / "mine", ME)
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(UnsafeFolderError, match="belongs to somebody else"):
        ownership.make_private(tmp_path / "link", ME)


# -- Accounts ------------------------------------------------------------------------------------


def answers(program: Path, account: ownership.Account) -> bool:
    command = [str(program), "--version"]
    done = subprocess.run(command, cwd="/", capture_output=True, **account.popen_arguments())
    return done.returncode == 0


@only_root
def test_copied_programs_run_under_the_other_account() -> None:
    folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    folder.mkdir(mode=0o711)
    account = ownership.Account("nobody", 65_534, 65_534, other=True)
    try:
        copied = programs.copy_to(folder, programs.find())
        assert copied == programs.copy_to(folder, programs.find())
        assert copied.postgres.is_relative_to(folder)
        for program in (copied.initdb, copied.postgres, copied.valkey):
            assert answers(program, account), program
    finally:
        shutil.rmtree(folder)


@only_root
def test_data_out_of_reach_goes_to_the_systems_place(tmp_path: Path) -> None:
    state = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    home = ownership.settle(private / "data", tmp_path / "s", state)
    try:
        assert home.account.name in ownership.SERVER_ACCOUNTS
        assert home.cluster.parent.parent == state
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        for program in (home.programs.initdb, home.programs.postgres, home.programs.valkey):
            assert answers(program, home.account), program
        assert not ownership.reaches(home.account, private / "data")
    finally:
        shutil.rmtree(state)


# -- The lock ------------------------------------------------------------------------------------


def test_a_second_lock_is_refused_with_process_and_address(tmp_path: Path) -> None:
    first = RunLock(tmp_path)
    first.take()
    first.announce("http://127.0.0.1:8000/")
    with pytest.raises(AlreadyRunningError, match=rf"process {os.getpid()}, http://127.0.0.1:8000"):
        RunLock(tmp_path).take()
    first.release()
    second = RunLock(tmp_path)
    second.take()
    second.release()


# -- The port ------------------------------------------------------------------------------------


def test_a_busy_port_gives_the_next_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = busy.getsockname()[1]
        port, as_asked = site.choose_port({"PORT": str(taken)})
    assert taken < port < taken + 20
    assert not as_asked


@pytest.mark.parametrize("given", ["http", "0", "-1", "65536", "8000 ", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(EmbeddedError, match="PORT must be a whole number"):
        site.choose_port({"PORT": given})


def test_no_free_port_is_said() -> None:
    busy = socket.create_server(("127.0.0.1", 65_535))
    with busy, pytest.raises(NoFreePortError, match="65535"):
        site.choose_port({"PORT": "65535"})


# -- Leftovers -----------------------------------------------------------------------------------


def test_a_recorded_process_is_stopped(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    Record(tmp_path).write({"web": sleeper.pid})
    assert Record(tmp_path).stop_leftovers() == ["web"]
    assert sleeper.wait() == -signal.SIGTERM


def test_a_namesake_of_a_recorded_process_lives(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    record = Record(tmp_path)
    record.write({"web": sleeper.pid})
    file = tmp_path / "procs.json"
    born = processes.find(sleeper.pid)
    assert born is not None
    file.write_text(file.read_text().replace(f'"{born.created}"', '"1"'))
    assert record.stop_leftovers() == []
    assert sleeper.poll() is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"boot": 1}'])
def test_a_damaged_record_is_no_obstacle(tmp_path: Path, content: str) -> None:
    (tmp_path / "procs.json").write_text(content)
    assert Record(tmp_path).stop_leftovers() == []


def test_a_process_that_ended_but_was_not_waited_for_is_not_listed() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    assert processes.find(ended.pid) is None
    ended.wait()


def test_stale_files_of_a_database_are_removed(tmp_path: Path) -> None:
    cluster, sockets = tmp_path / "pg18", tmp_path / "s"
    cluster.mkdir()
    sockets.mkdir()
    # The number of a living process that is no PostgreSQL: PostgreSQL itself would not start.
    (cluster / "postmaster.pid").write_text(f"{os.getpid()}\n")
    paths.postgres_socket(sockets).touch()
    assert not reclaim.free_cluster(cluster, sockets)
    assert list(cluster.iterdir()) == list(sockets.iterdir()) == []


# -- Keeping processes alive ---------------------------------------------------------------------


def test_a_service_that_ends_is_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    # The first one ends at once, the second one stays.
    code = (
        "import time; open('marks', 'a').write('x');"
        "len(open('marks').read()) > 1 and time.sleep(60)"
    )
    supervisor.keep(Service("it", [sys.executable, "-c", code], tmp_path))
    supervisor.wait_until(
        lambda: marks.exists() and marks.read_text() == "xx", 20, "It was not started again."
    )


def test_a_service_that_ends_again_and_again_is_given_up(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    code = "print('the last words')"
    supervisor.keep(Service("it", [sys.executable, "-c", code], tmp_path, log=log))
    with pytest.raises(GaveUpError, match=r"ended 5 times within a minute(?s:.*)the last words"):
        supervisor.run()


def test_a_service_that_fails_at_its_first_start_says_why(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such thing')"]
    service = Service("it", command, tmp_path, is_ready=lambda: False, log=tmp_path / "log")
    with pytest.raises(NotReadyError, match="no such thing"):
        supervisor.keep_once_ready(service, 20)


def test_a_step_that_fails_says_why(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", "raise SystemExit('the reason')"]
    supervisor.begin_step("step", command, tmp_path, log)
    with pytest.raises(NotReadyError, match="the reason"):
        supervisor.finish_step("step", log)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_a_child_follows_a_parent_that_was_killed() -> None:
    code = (
        "import sys, time; from pathlib import Path; from leverage.embedded import children;"
        "child = children.launch([sys.executable, '-c', 'import time; time.sleep(60)'],"
        " folder=Path('/')); print(child.pid, flush=True); time.sleep(60)"
    )
    # The child writes into the same pipe, so the pipe ends when both have ended.
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert processes.find(child) is not None
    parent.kill()
    parent.communicate(timeout=10)
    assert processes.find(child) is None


# -- What the servers keep -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        ("archive_mode", "off"),
        ("wal_recycle", "off"),
        ("track_commit_timestamp", "off"),
        ("listen_addresses", ""),
        ("log_statement", "none"),
        ("log_min_error_statement", "panic"),
        ("log_connections", ""),
        ("TimeZone", "UTC"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
    ],
)
def test_the_database_keeps_as_little_as_can_be(
    servers: ThrowAwayServers, name: str, value: str
) -> None:
    with psycopg.connect(servers.database_url) as connection:
        found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert found == (value,)


def test_the_log_of_the_database_has_no_statement_and_no_value(servers: ThrowAwayServers) -> None:
    refused = pytest.raises(psycopg.errors.InvalidTextRepresentation, match="private")
    with psycopg.connect(servers.database_url) as connection, refused:
        connection.execute("SELECT 'a private word'::integer")
    assert "private" not in servers.database_log.read_text()


def test_the_site_may_rewrite_and_cut_the_log_but_is_no_superuser(
    servers: ThrowAwayServers,
) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
        superuser = connection.execute("SELECT current_setting('is_superuser')").fetchone()
    assert superuser == ("off",)
