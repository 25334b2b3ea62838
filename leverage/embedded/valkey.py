"""The embedded Valkey: queue and cache, in memory only."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

from leverage.embedded import paths
from leverage.embedded.children import Service
from leverage.embedded.ownership import Home

_TIMEOUT = 2.0


def service(home: Home, log: Path) -> Service:
    """Return the Valkey of `home`, which never writes to the disk and has no TCP port."""
    at = paths.valkey_socket(home.sockets)
    return Service(
        name="Valkey",
        command=[str(home.programs.valkey), *_options(at)],
        folder=home.sockets,
        account=home.account,
        environment={"TZ": "UTC", "LC_ALL": "C"},
        log=log,
        is_ready=lambda: answers(at),
        # Valkey takes over the socket of a living server without a word; the lock of the data is
        # what keeps two runs apart, so any socket here is a dead one's.
        clear=lambda: at.unlink(missing_ok=True),
        orphan_signal=signal.SIGTERM,
    )


def answers(at: Path) -> bool:
    """Return whether a Valkey listens on this socket."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_TIMEOUT)
            connection.connect(str(at))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _options(at: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(at),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
        "databases": "64",
        "loglevel": "warning",
        # The list of slow commands would keep their arguments.
        "slowlog-log-slower-than": "-1",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]
