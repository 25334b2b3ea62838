"""Whether this process can serve every page, and in one word each what keeps it from that.

Asked is only what pages need. A worker or a clock that is dead must not take the pages down: `leverage.metrics` tells
of those. Whether the disk takes writes is asked by a sort that is too large for memory, and not by a row: a row
written at every probe would number the minutes into what PostgreSQL keeps beside the rows of people (privacy.md 5).
"""

from __future__ import annotations

import os
import stat
from enum import StrEnum
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg.errors import DiskFull

from leverage.health_asking import Asked, NoAnswer, hurried_connection
from leverage.health_memory import watching_memory
from outcomes import keystore
from outcomes.crypto import signing
from outcomes.kinds import WindowState
from outcomes.models import Window

_PROBE = "leverage:duty:probe"
# More than 100 kB of rows for 64 kB of memory: the rest goes to the disk, without a row or a number of a transaction.
_TOO_LARGE = "SET work_mem = '64kB'; SELECT count(*) FROM generate_series(1, 8000)"


class Fault(StrEnum):
    """What is wrong, in the one word that probes are told."""

    DATABASE = "database"  # It is not reached, or answers too late.
    READ_ONLY = "read-only"
    DISK = "disk"  # The database's own disk refuses writes.
    MIGRATIONS = "migrations"
    MEMORY = "memory"
    MEMORY_FULL = "memory-full"  # It is reached and refuses writes: nobody could sign in.
    KEYS = "keys"  # Those of an open window are missing, not readable, or readable to others.
    FILES = "files"  # The list of styles and scripts is missing.
    SIGNATURES = "signatures"


class Readiness:
    """What a process asks itself at every probe, and what it need not ask twice."""

    def __init__(self) -> None:
        self._database, self._memory = Asked(self._ask_database), Asked(_ask_memory)
        self._migrated = self._signs = False

    def faults(self) -> list[Fault]:
        """Return what is wrong, in a fixed order; empty when nothing is. Takes 3 seconds at most."""
        self._database.begin()
        self._memory.begin()
        found = {*_files(), *self._signatures()}
        for asked, fault in ((self._database, Fault.DATABASE), (self._memory, Fault.MEMORY)):
            try:
                found |= asked.answer()
            except NoAnswer:
                found.add(fault)
        return [fault for fault in Fault if fault in found]

    def _ask_database(self) -> set[Fault]:
        try:
            with hurried_connection():
                return _writes() | self._migrations() | _keys()
        except DatabaseError:
            return {Fault.DATABASE}

    def _migrations(self) -> set[Fault]:
        """Ask until all are applied: none of them is ever taken back while a process lives."""
        if not self._migrated:
            self._migrated = pending_migrations() == 0
        return set() if self._migrated else {Fault.MIGRATIONS}

    def _signatures(self) -> set[Fault]:
        """Ask until it came out right: the library that signs stays the same while a process lives."""
        try:
            if not self._signs:
                signing.self_test()
        except (signing.SelfTestFailed, signing.LibcryptoUnavailable):
            return {Fault.SIGNATURES}
        self._signs = True
        return set()


def pending_migrations() -> int:
    """Return how many migrations of this code the database does not have; raises DatabaseError."""
    return len(_known_migrations() - set(MigrationRecorder(connection).applied_migrations()))


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return every migration of this code; it is read from the disk once."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _writes() -> set[Fault]:
    with connection.cursor() as cursor:
        # `on` in a server that recovers, in a replica, and where an administrator has set it.
        cursor.execute("SELECT current_setting('transaction_read_only')::bool")
        if cursor.fetchone()[0]:
            return {Fault.READ_ONLY}
        try:
            cursor.execute(_TOO_LARGE)
        except DatabaseError as error:
            if isinstance(error.__cause__, DiskFull):
                return {Fault.DISK}
            raise
    return set()


def _keys() -> set[Fault]:
    try:
        windows = Window.objects.of_people().filter(state=WindowState.OPEN)
        names = list(windows.values_list("name", flat=True))
    except ProgrammingError:
        # Before its migrations there is no such table, and that is said already.
        return set()
    return set() if all(map(_has_keys, names)) else {Fault.KEYS}


def _has_keys(window: str) -> bool:
    """Return whether this process can sign in a window, and no other user of the computer can."""
    home = Path(settings.KEY_DIR)
    try:
        private = not stat.S_IMODE(home.stat().st_mode) & 0o077
        files = list((home / window).iterdir())
    except OSError:
        return False
    readable = all(os.access(file, os.R_OK) for file in files)
    return private and readable and keystore.holds_signing_keys(window)


def _ask_memory() -> set[Fault]:
    """Write one fixed key: a server at its limit, or one that only copies another, is reached and refuses."""
    try:
        with watching_memory() as memory:
            memory.set(_PROBE, 1, ex=60)
    except redis.ResponseError:
        return {Fault.MEMORY_FULL}
    except redis.RedisError:
        return {Fault.MEMORY}
    return set()


def _files() -> set[Fault]:
    # Typed as any storage, since settings choose it.
    storage: object = staticfiles_storage
    missing = isinstance(storage, ManifestFilesMixin) and not storage.hashed_files
    return {Fault.FILES} if missing else set()


readiness = Readiness()
"""What the probes of this process share."""
