"""Half a year on a database server of its own, for those who try to link accounts with what they logged.

The server takes the settings of the embedded one. An unhardened twin keeps PostgreSQL's own settings for the
write-ahead log, and nobody rewrites its rows. Chance is seeded, so that a replay is the same each time.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import random
import secrets
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from outcomes import tasks
from outcomes.client_half import draw_credentials
from outcomes.crypto.contexts import nullifier_of
from outcomes.crypto.credential_lines import Credential
from outcomes.models import Entry, Sheet, Window
from tests.outcomes import factories
from tests.outcomes.own_server import own_server

PEOPLE, LOGGERS = 120, 67
BUSY_HOURS = 36
# What PostgreSQL does by itself; a later switch counts.
UNHARDENED = ("wal_level=replica", "max_wal_senders=10", "wal_recycle=on")


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """Somebody signs up and draws at a moment, or logs."""

    at: dt.datetime
    person: int
    logs: bool

    @property
    def hour(self) -> dt.datetime:
        """The full hour before."""
        return self.at.replace(minute=0, second=0, microsecond=0)


@dataclasses.dataclass(frozen=True, slots=True)
class Person:
    """An account and one credential of its sheet."""

    account: uuid.UUID
    credential: Credential


@dataclasses.dataclass(slots=True)
class World:
    """A database after half a year, its files, and who logged what in truth."""

    cluster: Path
    truth: dict[bytes, uuid.UUID] = dataclasses.field(default_factory=dict)
    # At the full hours: files of the log that were there already before the task, and marks that are in any.
    kept_segments: list[str] = dataclasses.field(default_factory=list)
    marks_in_log: list[int] = dataclasses.field(default_factory=list)

    def segments(self) -> list[Path]:
        """Return the files of the write-ahead log, in its order."""
        return sorted(file for file in (self.cluster / "pg_wal").iterdir() if file.is_file())

    def file(self, relation: str) -> bytes:
        """Return the file of a table or an index as it lies on the disk."""
        [(path,)] = ask("SELECT pg_relation_filepath(%s::regclass)", relation)
        return (self.cluster / str(path)).read_bytes()


def ask(query: str, *values: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def checkpoint() -> None:
    """Have everything written into files."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")


def visits(seed: int) -> list[Visit]:
    """Return who comes when: people come in some hours of the window, and most log minutes after they drew."""
    chance = random.Random(seed)
    opens = dt.datetime.combine(factories.OPENS, dt.time(), tzinfo=dt.UTC)
    hours = [opens + dt.timedelta(hours=n) for n in chance.sample(range(165 * 24), BUSY_HOURS)]
    drawn = [
        chance.choice(hours) + dt.timedelta(minutes=chance.uniform(0, 50)) for _ in range(PEOPLE)
    ]
    found = [Visit(at, person, logs=False) for person, at in enumerate(drawn)]
    for person in chance.sample(range(PEOPLE), LOGGERS):
        minutes = (
            chance.uniform(1, 8) if chance.random() < 0.9 else chance.uniform(60, 14 * 24 * 60)
        )
        found.append(Visit(drawn[person] + dt.timedelta(minutes=minutes), person, logs=True))
    return sorted(found, key=lambda visit: visit.at)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Let the operating system's chance be the same each time.

    Every size has a stream of its own: how often blinding draws anew depends on keys, which are never the same.
    """
    streams: dict[int, random.Random] = {}

    def draw(size: int) -> bytes:
        return streams.setdefault(size, random.Random(f"{seed} {size}")).randbytes(size)

    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((os, "urandom"), (random, "_urandom")):
            patch.setattr(module, name, draw)
        yield


@contextmanager
def replayed(*, hardened: bool, seed: int) -> Iterator[World]:
    """Play half a year; the hourly task runs (or not) at the end of every hour in which somebody came."""
    folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    with own_server(folder, *(() if hardened else UNHARDENED)) as cluster, seeded(seed):
        # What the migrations wrote is nobody's, and searching it would take long.
        ask("SELECT pg_switch_wal()")
        checkpoint()
        world = World(cluster)
        window = factories.opened_window()
        people: dict[int, Person] = {}
        hours = [
            list(visited) for _at, visited in groupby(visits(seed), key=lambda visit: visit.hour)
        ]
        for together in hours:
            for visit in together:
                if visit.logs:
                    _log(world, window, people[visit.person], visit.at.date())
                else:
                    people[visit.person] = _draw(window, visit)
            _end_hour(world, hardened=hardened, last=together is hours[-1])
        checkpoint()
        yield world


def _draw(window: Window, visit: Visit) -> Person:
    account = factories.make_account(f"person-{visit.person}")
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={})
    credentials = draw_credentials(account, window, today=visit.at.date())
    return Person(account.pk, credentials[0])


def _log(world: World, window: Window, person: Person, today: dt.date) -> None:
    factories.log(window, person.credential, today=today)
    world.truth[nullifier_of(person.credential.input_msg)] = person.account


def marks() -> list[bytes]:
    """Return bytes by which rows can be found in files: of each sheet, account and conversation."""
    sheets = Sheet.objects.values_list("request_hash", "account_id")
    found = [
        part for request_hash, account in sheets for part in (bytes(request_hash), account.bytes)
    ]
    return found + [bytes(mark) for mark in Entry.objects.values_list("nullifier", flat=True)]


def _marks_in(files: Sequence[Path]) -> int:
    # Most of a new segment is empty.
    content = b"".join(file.read_bytes().rstrip(b"\0") for file in files)
    return sum(mark in content for mark in marks())


def _end_hour(world: World, *, hardened: bool, last: bool) -> None:
    before = {file.name for file in world.segments()}
    if hardened:
        tasks.rewrite_rows()
    after = world.segments()
    world.kept_segments += [file.name for file in after if file.name in before]
    # Where nothing is cut off, looking at the end is enough, and looking each time would take long.
    if hardened or last:
        world.marks_in_log.append(_marks_in(after))
