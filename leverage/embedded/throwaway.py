"""Servers for one run of the tests: started quickly, without care for the disk, and thrown away."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from leverage.embedded import children, ownership, paths, postgres, valkey
from leverage.embedded.children import Service
from leverage.embedded.errors import NotReadyError

_PATIENCE = 30.0
_PAUSE = 0.02


class ThrowAwayServers:
    """A PostgreSQL and a Valkey in a folder of their own; their addresses are known beforehand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sockets = folder / "s"
        self._running: list[tuple[Service, subprocess.Popen[bytes]]] = []
        self.database_log = folder / "postgres.log"
        self.database_url = paths.database_url_at(self._sockets)
        self.redis_url = paths.redis_url_at(self._sockets)

    def start(self) -> None:
        """Start both, wait until they answer; raises EmbeddedError, with nothing left running."""
        paths.make_data_dir(self._folder)
        home = ownership.settle(self._folder, self._sockets)
        postgres.initialise(home, durable=False)
        try:
            self._run(postgres.service(home, self.database_log, durable=False))
            self._run(valkey.service(home, self._folder / "valkey.log"))
            postgres.ensure_database(self._sockets)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both and remove everything; harmless twice."""
        while self._running:
            service, process = self._running.pop()
            children.stop(process, service.stop_signals, grace=5)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, service: Service) -> None:
        process = children.start(service)
        self._running.append((service, process))
        deadline = time.monotonic() + _PATIENCE
        while not service.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotReadyError(f"{service.name} did not start.\n{children.tail(service.log)}")
            time.sleep(_PAUSE)
