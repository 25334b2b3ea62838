"""An early pytest plugin (`-p tests.servers`): a database and a queue for this run of the tests.

It must be loaded by `addopts`: Django reads its settings before any conftest. The addresses are
known at once and go into the environment here; the servers start when the session starts.
TEST_DATABASE_URL and TEST_REDIS_URL name servers that exist already; then none is started.
"""

from __future__ import annotations

import atexit
import os
import secrets
import signal
from pathlib import Path

import pytest

from leverage.embedded.throwaway import ThrowAwayServers

pytest_plugins = ["tests.lanes"]

_DATABASE, _QUEUE = "TEST_DATABASE_URL", "TEST_REDIS_URL"


class TestServers:
    """The servers of this process, if it is the one that has to start some."""

    def __init__(self) -> None:
        given = [name for name in (_DATABASE, _QUEUE) if name in os.environ]
        if len(given) == 1:
            raise pytest.UsageError(f"Set both {_DATABASE} and {_QUEUE}, or neither.")
        # In /tmp, because the path of a socket must be short.
        self.folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
        self._own = None if given else ThrowAwayServers(self.folder)
        if self._own is not None:
            # The processes of a parallel run inherit these, and so start nothing themselves.
            os.environ[_DATABASE] = self._own.database_url
            os.environ[_QUEUE] = self._own.redis_url
            atexit.register(self.stop)

    def start(self) -> None:
        """Start what is ours; a polite kill of the tests then ends like ^C, and stops it."""
        if self._own is not None:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            self._own.start()

    def stop(self) -> None:
        """Stop what is ours; harmless twice."""
        if self._own is not None:
            self._own.stop()


def _set_environment() -> None:
    """Make the settings those of production, except HTTPS: the test client speaks plain HTTP."""
    for name in [name for name in os.environ if name.startswith(("PG", "LEVERAGE_HTTPS"))]:
        del os.environ[name]
    settings = {
        "DATABASE_URL": os.environ[_DATABASE],
        "REDIS_URL": _own_queue(os.environ[_QUEUE]),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "0",
        "LEVERAGE_HTTPS": "0",
        "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
        "LEVERAGE_KEY_DIR": str(_servers.folder / "keys"),
        "LEVERAGE_STATIC_ROOT": str(_servers.folder / "static"),
    }
    os.environ |= settings


def _own_queue(url: str) -> str:
    """Give each process of a parallel run (gw0, gw1, …) a numbered keyspace of its own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"{url}?db={int(worker.removeprefix('gw')) + 1}" if worker else url


_servers = TestServers()
_set_environment()


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one process of tests more than there are cores: half of their time they wait, for browsers above all."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers before anything else of the session."""
    if not session.config.option.collectonly:
        _servers.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the servers after everything else, also after ^C and after an error in a plugin."""
    _servers.stop()
