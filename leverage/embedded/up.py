"""The whole local run, from the lock to the last stopped process. `manage.py up` calls `run`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from leverage.embedded import ownership, paths, postgres, site, valkey
from leverage.embedded.children import Service
from leverage.embedded.errors import EmbeddedError, NotReadyError
from leverage.embedded.lock import RunLock
from leverage.embedded.preparation import Preparation
from leverage.embedded.reclaim import Record
from leverage.embedded.signals import SignalWatch, StopRequested
from leverage.embedded.supervisor import Supervisor

Say = Callable[[str], None]

_SERVER_PATIENCE, _SITE_PATIENCE = 60.0, 60.0
# How long the steps wait for a site that may go first; the two would take the computer from each other.
_FIRST_PATIENCE = 10.0
# In this order: nobody new asks for work, then the work ends, then what it needs goes. 24 s in all.
_STOP_PHASES = (
    (("beat",), 2.0),
    (("web", "worker"), 14.0),
    (("Valkey",), 2.0),
    (("PostgreSQL",), 4.0),
)
_STEPS = {
    "Bringing the database up to date": ("migrate", "--no-input"),
    "Loading the catalogue of asks": ("load_catalogue",),
    "Opening the window for conversations": ("start_windows",),
}
_STATIC_STEP = "Collecting the static files"
_STATIC_COMMAND = ("collectstatic", "--no-input", "-v0")


def run(data: Path, *, embedded: bool, host_name: str, say: Say) -> int:
    """Start everything, say the address, and stay until asked to stop; return the exit status.

    With `embedded` False the database and the queue are somebody else's, and only the site's own
    processes run. `host_name` is a name that the site accepts in the Host header.
    """
    # Keys, logs and records are for one account, whichever process writes them.
    os.umask(0o077)
    lock = RunLock(data)
    try:
        paths.make_data_dir(data)
        lock.take()
    except EmbeddedError as error:
        say(str(error))
        return 1
    watch = SignalWatch()
    watch.install()
    record = Record(data)
    supervisor = Supervisor(record, watch, say)
    try:
        _clean_up(record, say)
        _start(supervisor, lock, data, embedded=embedded, host_name=host_name, say=say)
    except StopRequested:
        return _stop(supervisor, lock, data, say, status=0)
    except EmbeddedError as error:
        say(str(error))
        return _stop(supervisor, lock, data, say, status=1)
    except BaseException:
        _stop(supervisor, lock, data, say, status=1)
        raise


def _clean_up(record: Record, say: Say) -> None:
    leftovers = record.stop_leftovers()
    if leftovers:
        say(f"An earlier run was cut off; stopped what was left of it: {', '.join(leftovers)}.")


def _start(
    supervisor: Supervisor, lock: RunLock, data: Path, *, embedded: bool, host_name: str, say: Say
) -> NoReturn:
    port, as_asked = site.choose_port(os.environ)
    if not as_asked:
        say(f"The usual port is in use; taking {port}.")
    if embedded:
        _start_servers(supervisor, data, say)
    _prepare_and_serve(supervisor, data, port, host_name, say)
    address = site.address(port)
    lock.announce(address)
    say(f"Leverage is ready: {address}  (Ctrl-C stops it.)")
    supervisor.run()


def _prepare_and_serve(
    supervisor: Supervisor, data: Path, port: int, host_name: str, say: Say
) -> None:
    """Take the steps and start the site; the site first where this very code has prepared the data before.

    Then nothing that fails ends the run: what was prepared serves on, on a disk that is full, say.
    """
    preparation = Preparation(data)
    is_known = preparation.is_known()
    services = (site.web(port), site.worker(), site.beat(data))
    if is_known:
        _keep_site(supervisor, services, say)
        # Where somebody brought an older database back, the steps come to its help.
        with suppress(NotReadyError):
            _wait_for_site(supervisor, port, host_name, _FIRST_PATIENCE)
    try:
        _run_steps(supervisor, data / "logs", say)
        preparation.note()
        if not is_known:
            _keep_site(supervisor, services, say)
        _wait_for_site(supervisor, port, host_name, _SITE_PATIENCE)
    except (NotReadyError, OSError) as error:
        if not is_known:
            raise
        say(f"{error}\nThe site goes on with what was prepared before.")


def _keep_site(supervisor: Supervisor, services: Iterable[Service], say: Say) -> None:
    say("Starting the site.")
    for service in services:
        supervisor.keep(service)


def _wait_for_site(supervisor: Supervisor, port: int, host_name: str, patience: float) -> None:
    failure = "The site does not become ready."
    supervisor.wait_until(lambda: site.is_ready(port, host_name), patience, failure)


def _start_servers(supervisor: Supervisor, data: Path, say: Say) -> None:
    # A person's own settings for psql must not change whom the site talks to.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    home = ownership.settle(data, paths.socket_dir(data))
    if postgres.initialise(home):
        say(f"Made a new database in {home.cluster}.")
    say("Starting PostgreSQL and Valkey.")
    logs = data / "logs"
    supervisor.keep_once_ready(postgres.service(home, logs / "postgres.log"), _SERVER_PATIENCE)
    supervisor.keep_once_ready(valkey.service(home, logs / "valkey.log"), _SERVER_PATIENCE)
    postgres.ensure_database(home.sockets)


def _run_steps(supervisor: Supervisor, logs: Path, say: Say) -> None:
    # Static files need no database, so they are collected beside the other steps.
    static_log = logs / f"{_STATIC_COMMAND[0]}.log"
    folder = site.repository()
    supervisor.begin_step(_STATIC_STEP, site.manage(*_STATIC_COMMAND), folder, static_log)
    for name, command in _STEPS.items():
        say(f"{name}.")
        log = logs / f"{command[0]}.log"
        supervisor.begin_step(name, site.manage(*command), folder, log)
        supervisor.finish_step(name, log)
    say(f"{_STATIC_STEP}.")
    supervisor.finish_step(_STATIC_STEP, static_log)


def _stop(supervisor: Supervisor, lock: RunLock, data: Path, say: Say, *, status: int) -> int:
    say("Stopping.")
    lock.announce_stop()
    supervisor.stop(_STOP_PHASES)
    with suppress(OSError):
        paths.socket_dir(data).rmdir()
    say("Stopped. What was stored is kept for the next time.")
    lock.release()
    return status
