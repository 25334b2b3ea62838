"""The site's own processes (web, worker, beat), the steps before them, and where they listen."""

from __future__ import annotations

import dataclasses
import http.client
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from leverage.embedded.children import Service
from leverage.embedded.errors import EmbeddedError, NoFreePortError

HOST = "127.0.0.1"
# What people are told to open: browsers make no passkey for an address of numbers.
_HOST_NAME = "localhost"
_HOST_IPV6 = "::1"
_DEFAULT_PORT = 8000
_PORTS_TRIED = 20
_HIGHEST_PORT = 65_535
_TIMEOUT = 5.0
_REPOSITORY = Path(__file__).resolve().parent.parent.parent


def choose_port(environment: Mapping[str, str]) -> tuple[int, bool]:
    """Return the first free port from PORT (or 8000) on, and whether it is the one asked for.

    Raises EmbeddedError when PORT is no port, NoFreePortError when 20 in a row are busy.
    """
    given = environment.get("PORT") or str(_DEFAULT_PORT)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) <= _HIGHEST_PORT:
        raise EmbeddedError(f"PORT must be a whole number from 1 to {_HIGHEST_PORT}.")
    first = int(given)
    for port in range(first, min(first + _PORTS_TRIED, _HIGHEST_PORT + 1)):
        if _is_free(port):
            return port, port == first
    raise NoFreePortError(f"The ports from {first} on are all in use. Set PORT to a free one.")


def manage(*arguments: str) -> list[str]:
    """Return the command line of a management command, run by this very Python."""
    return [sys.executable, str(_REPOSITORY / "manage.py"), *arguments]


def repository() -> Path:
    """Return the folder that the site's processes work in."""
    return _REPOSITORY


def web(port: int) -> Service:
    """Return the web server. It keeps no access log: that would be a list of addresses."""
    options = {
        "interface": "wsgi",
        "host": HOST,
        "port": str(port),
        "workers": "2",
        "blocking-threads": "2",
        "workers-kill-timeout": "10",
        "log-level": "warning",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    switches = ["--no-access-log", "--no-ws", "--respawn-failed-workers"]
    return _python("web", "granian", *words, *switches, "leverage.wsgi:application")


def worker() -> Service:
    """Return the Celery worker; it tells nobody about itself, as nobody listens."""
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    service = _python(
        "worker",
        *("celery", "--quiet", "-A", "leverage", "worker"),
        *("--loglevel", "warning", "--concurrency", "2", "--hostname", "worker@leverage"),
        *quiet,
    )
    # When the supervisor is killed, what it was doing is dropped, and comes again: waiting for its end would only
    # hold up the next start.
    return dataclasses.replace(service, orphan_signal=signal.SIGQUIT)


def beat(data: Path) -> Service:
    """Return Celery's clock. Its file is only a memory of when it last nudged."""
    return _python(
        "beat",
        *("celery", "--quiet", "-A", "leverage", "beat"),
        *("--loglevel", "warning", "--schedule", str(data / "beat-schedule")),
    )


def address(port: int) -> str:
    """Return the address to open in a browser on this computer."""
    return f"http://{_HOST_NAME}:{port}/"


def is_ready(port: int, host_name: str) -> bool:
    """Return whether `/readyz` answers 200, asked under a name that the site accepts."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/readyz", headers={"Host": host_name})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _python(name: str, module: str, *arguments: str) -> Service:
    # Celery warns root at every start. What root means here is decided in `ownership`.
    warnings = "ignore:::celery.platforms"
    environment = os.environ | {"PYTHONWARNINGS": warnings, "DJANGO_SETTINGS_MODULE": _settings()}
    command = [sys.executable, "-m", module, *arguments]
    return Service(name=name, command=command, folder=_REPOSITORY, environment=environment)


def _settings() -> str:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "leverage.settings")


def _is_free(port: int) -> bool:
    if not _can_listen(socket.AF_INET, HOST, port):
        return False
    # A name leads to IPv6 first: what listens there would be opened in our place.
    return not _has_ipv6() or _can_listen(socket.AF_INET6, _HOST_IPV6, port)


def _has_ipv6() -> bool:
    return socket.has_ipv6 and _can_listen(socket.AF_INET6, _HOST_IPV6, 0)


def _can_listen(family: socket.AddressFamily, host: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            # Connections of the last run that are still closing are no obstacle; a listener is.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return False
    return True
