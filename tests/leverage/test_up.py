"""`manage.py up` with real processes: first page, second run, ^C, kill -9, a process that dies."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from leverage.embedded import children, paths, processes
from leverage.embedded.processes import Process
from tests.waiting import wait_until

pytestmark = pytest.mark.processes

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT, REFUSE_LIMIT, STOP_LIMIT = 60.0, 5.0, 25.0
ADDRESS = re.compile(r"http://localhost:(\d+)/")


class Run:
    """One `manage.py up`, its output in a file, in an environment that holds almost nothing."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.asked = port
        self._output = data.with_name(f"{data.name}.{secrets.token_hex(4)}.out")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LEVERAGE_DATA_DIR": str(data),
            "LEVERAGE_STATIC_ROOT": str(data / "static"),
            "PORT": str(port),
        }
        command = [sys.executable, str(ROOT / "manage.py"), "up"]
        # A run must not outlive the tests, even when these are killed.
        self.process = children.launch(
            command, folder=ROOT, environment=environment, log=self._output
        )

    @property
    def output(self) -> str:
        return self._output.read_text()

    def wait_for_address(self) -> int:
        """Return the port, once the address is printed."""
        wait_until(lambda: bool(ADDRESS.search(self.output)) or self.has_ended(), START_LIMIT)
        found = ADDRESS.search(self.output)
        assert found is not None, self.output
        return int(found[1])

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def interrupt(self) -> int:
        """Send ^C, as a terminal does: to everything in the foreground."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=STOP_LIMIT)

    def members(self) -> list[Process]:
        """Return every living process of this run."""
        record = json.loads((self.data / "procs.json").read_text())["processes"].values()
        groups = {entry["pid"] for entry in record} | {self.process.pid}
        found = [process for process in processes.listing() if process.group in groups]
        return found + processes.running_in(self.data / "pg18", "postgres")

    def pid_of(self, name: str) -> int | None:
        """Return the number of a process of this run, by its name in the record."""
        processes_now = json.loads((self.data / "procs.json").read_text())["processes"]
        return processes_now[name]["pid"] if name in processes_now else None

    def clean_up(self) -> None:
        if not self.has_ended():
            self.process.terminate()
            self.process.wait(timeout=STOP_LIMIT)
        self._output.unlink()


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Return a data folder for the tests that start and stop, so that only one makes a database."""
    folder = Path("/tmp") / f"leverage-up-{secrets.token_hex(5)}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def start(data: Path) -> Iterator[Callable[[], Run]]:
    """Return what starts a run on a free port; whatever runs at the end is stopped."""
    runs: list[Run] = []
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    def start_one() -> Run:
        runs.append(Run(data, port))
        return runs[-1]

    yield start_one
    for run in reversed(runs):
        run.clean_up()


@pytest.fixture(scope="module")
def site() -> Iterator[Run]:
    """Return a run that is ready, and that the tests share; the port it asked for was in use."""
    folder = Path("/tmp") / f"leverage-up-{secrets.token_hex(5)}"
    with socket.create_server(("127.0.0.1", 0)) as busy:
        run = Run(folder, busy.getsockname()[1])
        try:
            run.wait_for_address()
            yield run
        finally:
            run.clean_up()
            shutil.rmtree(folder)


def status_of(port: int, path: str, host: str = "127.0.0.1") -> int:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_the_address_is_printed_once_and_answers(site: Run) -> None:
    port = site.wait_for_address()
    assert [status_of(port, "/", host) for host in ("localhost", "127.0.0.1")] == [200, 200]
    assert len(ADDRESS.findall(site.output)) == 1


def test_a_busy_port_gives_the_next_free_one(site: Run) -> None:
    assert site.asked < site.wait_for_address() < site.asked + 20
    assert "is in use; taking" in site.output


def test_a_second_run_refuses_and_says_where_the_first_is(site: Run) -> None:
    port = site.wait_for_address()
    second = Run(site.data, port)
    assert second.process.wait(timeout=REFUSE_LIMIT) == 1
    assert f"process {site.process.pid}, http://localhost:{port}/" in second.output
    second.clean_up()
    assert status_of(port, "/readyz") == 200


@pytest.mark.parametrize("name", ["web", "worker", "beat", "Valkey", "PostgreSQL"])
def test_a_process_that_dies_is_started_again(site: Run, name: str) -> None:
    port = site.wait_for_address()
    before = site.pid_of(name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: site.pid_of(name) not in {None, before}, 20)
    assert f"{name} ended unexpectedly" in site.output
    wait_until(lambda: status_of(port, "/readyz") == 200, 20)


def test_ctrl_c_stops_everything_in_time(start: Callable[[], Run], data: Path) -> None:
    run = start()
    run.wait_for_address()
    members = run.members()
    assert len(members) > 5
    assert run.interrupt() == 0
    alive = {(process.pid, process.created) for process in processes.listing()}
    assert [one for one in members if (one.pid, one.created) in alive] == []
    assert not paths.socket_dir(data).exists()


def test_ctrl_c_in_the_middle_of_the_start_stops_it(start: Callable[[], Run]) -> None:
    run = start()
    wait_until(lambda: "Bringing the database up to date." in run.output, START_LIMIT)
    assert run.interrupt() == 0
    assert not ADDRESS.search(run.output)


def test_a_start_after_kill_9_of_everything_keeps_the_data(
    start: Callable[[], Run], data: Path
) -> None:
    run = start()
    run.wait_for_address()
    mark = secrets.token_hex(8)
    url = paths.database_url(data)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept_by_a_test (mark text)")
        connection.execute("INSERT INTO kept_by_a_test VALUES (%s)", [mark])
    processes.signal_all(run.members(), signal.SIGKILL)
    run.process.wait()
    start().wait_for_address()
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT 1 FROM kept_by_a_test WHERE mark = %s", [mark])
        assert kept.fetchone() is not None


def test_a_start_after_kill_9_of_the_supervisor_alone_recovers(start: Callable[[], Run]) -> None:
    run = start()
    port = run.wait_for_address()
    run.process.kill()
    run.process.wait()
    assert start().wait_for_address() == port
