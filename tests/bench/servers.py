"""What a run of the benchmark starts: a database, both applications and the client, and nothing left after."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from leverage.embedded import children, ownership, paths, postgres, site, valkey
from leverage.embedded.throwaway import ThrowAwayServers
from tests.bench.rounds import NothingMeasured, Side

HOST_NAME = "leverage.example"
PRODUCT_APPLICATION = "leverage.wsgi:application"
LIMIT_APPLICATION = "tests.bench.limit.wsgi:application"
_PATIENCE = 60.0
_PAUSE = 0.02


class DurableServers(ThrowAwayServers):
    """Servers that are thrown away afterwards but care for the disk as production's do."""

    def start(self) -> None:
        """Start both, wait until they answer; raises EmbeddedError, with nothing left running."""
        paths.make_data_dir(self._folder)
        home = ownership.settle(self._folder, self._sockets)
        # A cluster that is not flushed when it is made serves all the same; its own writes are flushed.
        postgres.initialise(home, durable=False)
        try:
            self._run(postgres.service(home, self.database_log))
            self._run(valkey.service(home, self._folder / "valkey.log"))
            postgres.ensure_database(self._sockets)
        except BaseException:
            self.stop()
            raise


@contextlib.contextmanager
def database_and_memory(*, durable: bool) -> Iterator[Path]:
    """Start both in a new folder and point the environment at them, as production's would be set."""
    # In /tmp, because the path of a socket must be short.
    folder = Path("/tmp") / f"leverage-bench-{secrets.token_hex(5)}"
    servers = (DurableServers if durable else ThrowAwayServers)(folder)
    for name in [name for name in os.environ if name.startswith(("PG", "LEVERAGE_"))]:
        del os.environ[name]
    os.environ |= {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "0",
        "ALLOWED_HOSTS": HOST_NAME,
        "LEVERAGE_KEY_DIR": str(folder / "keys"),
        "LEVERAGE_STATIC_ROOT": str(folder / "static"),
        "DJANGO_SETTINGS_MODULE": "leverage.settings",
    }
    servers.start()
    try:
        (folder / "static").mkdir()
        yield folder
    finally:
        servers.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Served:
    """Two applications that run: the port of each, and the process that its workers belong to."""

    product: int
    limit: int
    product_process: int
    limit_process: int


@contextlib.contextmanager
def applications(folder: Path, limit: Mapping[str, str]) -> Iterator[Served]:
    """Start the site and the limit application under the very same server."""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.bench.limit.settings", **limit}
    with two_servers(folder, LIMIT_APPLICATION, environment) as served:
        yield served


@contextlib.contextmanager
def two_servers(folder: Path, application: str, environment: Mapping[str, str]) -> Iterator[Served]:
    """Start the site, and beside it an application with something else in its environment."""
    ports = (_free_port(), _free_port())
    product, other = (site.web(port) for port in ports)
    other = dataclasses.replace(
        other,
        command=[*other.command[:-1], application],
        environment={**os.environ, **environment},
    )
    running: list[subprocess.Popen[bytes]] = []
    try:
        for name, service in (("product", product), ("limit", other)):
            service = dataclasses.replace(service, log=folder / f"{name}.log")
            running.append(children.start(service))
        for port, name in zip(ports, ("product", "limit"), strict=True):
            _wait(port, running, folder / f"{name}.log")
        yield Served(*ports, *(process.pid for process in running))
    finally:
        for process in running:
            children.stop(process, product.stop_signals, grace=10)


class Client:
    """The process that sends the load."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.client"],
            cwd=site.repository(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def send(self, port: int, connections: int, requests: list[str], *, expected: int) -> Side:
        """Send requests and return what came of it."""
        file = self._folder / "requests.json"
        file.write_text(json.dumps(requests))
        order = {
            "port": port,
            "connections": connections,
            "expected": expected,
            "file": str(file),
        }
        answer = self._ask(order)
        if answer["errors"]:
            sys.stderr.write(f"A round with errors: {answer['statuses']}\n")
        return Side(answer["rate"], answer["p95_ms"], answer["errors"])

    def repeat(
        self,
        port: int,
        connections: int,
        request: str,
        *,
        seconds: float,
        trusted: tuple[str, str] | None = None,
    ) -> tuple[Side, float]:
        """Send one request over and over; returns what came of it, and how busy the client was (1: all the time).

        `trusted` is a certificate and a host name, for TLS.
        """
        order = {
            "port": port,
            "connections": connections,
            "request": request,
            "seconds": seconds,
            "trusted": trusted,
        }
        answer = self._ask(order)
        return Side(answer["rate"], answer["p95_ms"], answer["errors"]), answer["busy"]

    def stop(self) -> None:
        """Let it end; it does once there is nothing more to read."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise NothingMeasured("The client gave up; what it said stands above.")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def client(folder: Path) -> Iterator[Client]:
    """Start the process that sends the load, and let it end."""
    started = Client(folder)
    try:
        yield started
    finally:
        started.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((site.HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, running: list[subprocess.Popen[bytes]], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not site.is_ready(port, HOST_NAME):
        if any(process.poll() is not None for process in running) or time.monotonic() > deadline:
            raise NothingMeasured(f"An application did not start.\n{children.tail(log)}")
        time.sleep(_PAUSE)
