"""A database server with settings and files of its own, for tests that look at these."""

from __future__ import annotations

import dataclasses
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from leverage.embedded import children, ownership, paths, postgres

_PATIENCE = 30.0


def url_of(folder: Path) -> str:
    """Return the address of the server in `folder`."""
    return paths.database_url_at(folder / "s")


@contextmanager
def own_server(folder: Path, *switches: str) -> Iterator[Path]:
    """Let the default connection lead to a new server; gives the folder of its files."""
    sockets = folder / "s"
    paths.make_data_dir(folder)
    home = ownership.settle(folder, sockets)
    postgres.initialise(home, durable=False)
    service = postgres.service(home, folder / "log")
    # The care for power cuts would cost time and changes nothing of what is written.
    options = [word for switch in ("fsync=off", *switches) for word in ("-c", switch)]
    service = dataclasses.replace(service, command=[*service.command, *options])
    process = children.start(service)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not service.is_ready():
            assert process.poll() is None, children.tail(service.log)
            assert time.monotonic() < deadline
        postgres.ensure_database(sockets)
        with _connected_to(url_of(folder)):
            call_command("migrate", verbosity=0)
            yield home.cluster
    finally:
        children.stop(process, service.stop_signals, grace=5)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _connected_to(url: str) -> Iterator[None]:
    usual = connections["default"]
    other = usual.copy()
    parts = conninfo_to_dict(url)
    other.settings_dict |= {
        name: str(parts[part])
        for name, part in {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port"}.items()
    }
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = usual
