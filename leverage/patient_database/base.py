"""PostgreSQL as Django knows it, with patience for a server that is being started again.

Without it everybody who comes within that second or two is shown an error; with it they wait that long. Only the making
of a connection is tried again: nothing was asked of the database by then, so nothing can happen twice. Connections
that were cut are made anew by Django itself (CONN_HEALTH_CHECKS).
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base

# A restart takes two seconds. Whoever waits keeps one of a few threads, so it must end soon.
PATIENCE = 5.0
_PAUSE = 0.05


class _Outage:
    """How long this process has not reached the database by now."""

    def __init__(self) -> None:
        self._began: float | None = None

    def may_wait(self) -> bool:
        """Return whether it is worth to try again: once it has lasted, everybody is told at once."""
        now = time.monotonic()
        if self._began is None:
            self._began = now
        return now - self._began < PATIENCE

    def end(self) -> None:
        self._began = None


_outage = _Outage()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that may take a moment to be made."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; raises psycopg.OperationalError after `PATIENCE` seconds without a database."""
        while True:
            try:
                made = super().get_new_connection(conn_params)
            except psycopg.OperationalError:
                if not _outage.may_wait():
                    raise
                time.sleep(_PAUSE)
            else:
                _outage.end()
                return made
