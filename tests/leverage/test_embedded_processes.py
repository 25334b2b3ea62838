"""Below `manage.py up`, leftovers are stopped and what ends is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from leverage.embedded import paths, processes, reclaim
from leverage.embedded.children import Service
from leverage.embedded.errors import GaveUpError, NotReadyError
from leverage.embedded.reclaim import Record
from leverage.embedded.signals import SignalWatch
from leverage.embedded.supervisor import Supervisor
from tests.waiting import wait_until


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
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert processes.find(child) is not None
    parent.kill()
    # The child writes into the same pipe, so the pipe ends when both have closed it.
    parent.communicate(timeout=10)
    # A process closes its files a moment before it is gone.
    wait_until(lambda: processes.find(child) is None)
