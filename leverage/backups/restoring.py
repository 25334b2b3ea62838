"""Bringing a backup back: into an empty database, in one transaction, without what was taken back since.

Nothing is visible before everything was compared: the bytes with the seal, each table with the manifest, and what the
database then holds with both. Accounts that were deleted since, conversations that were withdrawn and windows that
were released stay so. Signing keys are put in place before the commit, so that no crash can lose them behind it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from leverage.backups import lasting, tables
from leverage.backups.archive import FILES, Head, Reader
from leverage.backups.errors import BackupRefused
from leverage.backups.filling import Filling, take_the_database
from leverage.backups.lasting import Lasting
from leverage.backups.making import KEY_SET_HASH, SIGNING_KEYS, applied_migrations
from leverage.backups.reading import differences
from leverage.backups.sealed import opened
from leverage.models import DeletedAccount
from outcomes import keystore
from outcomes.errors import KeysMissing
from outcomes.kinds import Custody, WindowState
from outcomes.models import Window
from outcomes.withdrawn import end_without_release, keep_withdrawn, published_digests

_LIMITS = (
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = '10min'; "
    "SET LOCAL lock_timeout = '2s'"
)
_ORPHANS = """
    DELETE FROM outcomes_sheet WHERE NOT EXISTS
    (SELECT FROM leverage_user WHERE leverage_user.id = outcomes_sheet.account_id)
"""


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What an operator says to go on where a restore would otherwise refuse."""

    other_days: bool = False
    """A window's file and the site's were not made together."""
    lost_releases: bool = False
    """A window was released after the backup was made, and its numbers are lost."""


@dataclass(slots=True)
class Restored:
    """What was brought back: each file's head, and what is lost all the same."""

    heads: list[Head] = field(default_factory=list)
    lost_releases: list[str] = field(default_factory=list)
    without_key: list[str] = field(default_factory=list)
    """Windows that nobody can count, unless the key is found that lay on the lost machine."""


def restore(
    paths: Sequence[Path],
    identities: Sequence[Any],
    lists: Sequence[Path],
    allowed: Exceptions = Exceptions(),
) -> Restored:
    """Bring back the site's file, and the files of windows if any; raises BackupRefused, and then changed nothing.

    `lists` say what must not return; what the backup itself knows of that counts as well.
    """
    known = lasting.read_lists(lists, identities)
    done = Restored()
    with _in_words(), transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        tables.write_values_alike(cursor)
        take_the_database(cursor)
        files: dict[str, dict[str, bytes]] = {}
        for path in paths:
            head, found = _bring_back(cursor, path, identities, done.heads, known, allowed)
            done.heads.append(head)
            files[head.window] = found
        _require_whole(done.heads)
        _set_counters(cursor)
        _leave_out(cursor, known, done, allowed)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for window, found in files.items():
            _put_keys_in_place(window, found)
    ContentType.objects.clear_cache()
    done.without_key = [
        window.name
        for window in Window.objects.exclude(state=WindowState.RELEASED).filter(
            custody=Custody.LOCAL
        )
        if window.key_set is not None and not keystore.holds_sealing_key(window.name)
    ]
    return done


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what a database says into a sentence without a row."""
    try:
        yield
    except (DatabaseError, psycopg.Error) as error:
        # The type only, and no chain that prints it: its own words could quote a row.
        raise BackupRefused(
            f"The database did not take these rows in: {type(error).__name__}. Nothing was changed."
        ) from None


def _bring_back(
    cursor: CursorWrapper,
    path: Path,
    identities: Sequence[Any],
    before: Sequence[Head],
    known: Lasting,
    allowed: Exceptions,
) -> tuple[Head, dict[str, bytes]]:
    """Fill the tables of one file; returns what it is, and the small files in it."""
    files: dict[str, bytes] = {}
    with opened(path, identities) as plain:
        reader = Reader(plain)
        head = reader.head
        _require_that_it_fits(head, before, known, allowed)
        wanted = {table.name: table for table in _tables_of(head)}
        filling = Filling(cursor, wanted)
        with filling:
            for place, data in reader.parts():
                kind, _slash, name = place.partition("/")
                if kind == FILES:
                    files[name] = data
                else:
                    filling.take(name, data)
        for name, table in wanted.items():
            found = tables.content_of(cursor, table).as_json()
            if found != reader.contents[f"tables/{name}"]:
                raise BackupRefused(f"{path.name}: {name} came back otherwise than it went.")
    return head, files


def _tables_of(head: Head) -> list[tables.Table]:
    return tables.window_tables(head.window) if head.window else tables.site_tables()


def _require_that_it_fits(
    head: Head, before: Sequence[Head], known: Lasting, allowed: Exceptions
) -> None:
    """Raise BackupRefused unless a file can be brought back here, beside those that came before it."""
    if found := differences(head.migrations, applied_migrations()):
        raise BackupRefused(
            f"{' '.join(found)} Bring it back with the code that made it ({head.code}), and upgrade then."
        )
    if head.tables != {table.name: list(table.columns) for table in _tables_of(head)}:
        raise BackupRefused("The backup has other tables or columns than this code.")
    if head.window in {one.window for one in before}:
        raise BackupRefused("Two of these files are of the same thing. Name each once.")
    if head.window in known.released:
        raise BackupRefused(
            f"{head.window} was released after this backup was made. Its rows must not come back: leave its file out."
        )
    if before and before[0].run != head.run and not allowed.other_days:
        raise BackupRefused(
            "These files were not made together, so that a person may be able to draw twice, and newer accounts "
            "are without a sheet. Take those of one run, or say --from-different-days."
        )


def _require_whole(heads: Sequence[Head]) -> None:
    """Raise BackupRefused without the site's file, or with rows of a window that is released or unknown in it."""
    if "" not in {head.window for head in heads}:
        raise BackupRefused("Name the site's file too: site-….age. A window's file adds to it.")
    for head in heads:
        window = Window.objects.filter(name=head.window).first()
        if head.window and (window is None or window.state == WindowState.RELEASED):
            raise BackupRefused(
                f"In the site's file {head.window} is released or unknown. Leave the file of that window out."
            )


def _set_counters(cursor: CursorWrapper) -> None:
    models = [tables.model_of(label) for label in (*tables.SITE, *tables.WINDOW)]
    for order in connection.ops.sequence_reset_sql(no_style(), models):
        cursor.execute(order)


def _leave_out(cursor: CursorWrapper, known: Lasting, done: Restored, allowed: Exceptions) -> None:
    """Take out what was taken back after the backup was made."""
    if allowed.other_days:
        cursor.execute(_ORPHANS)
    own = {bytes(mark).hex() for mark in DeletedAccount.objects.values_list("mark", flat=True)}
    lasting.delete_again(known.deleted | own)
    _keep_released(known, done, allowed)
    waiting = Window.objects.exclude(state=WindowState.RELEASED).values_list("name", flat=True)
    for name in waiting:
        marks = known.withdrawn.get(name, set())
        keep_withdrawn(name, sorted(map(bytes.fromhex, marks)))


def _keep_released(known: Lasting, done: Restored, allowed: Exceptions) -> None:
    """Have every window stay released that was; raises BackupRefused where its numbers would be lost."""
    here = published_digests()
    for name, digests in sorted(known.released.items()):
        if name in here:
            if digests != {here[name]}:
                raise BackupRefused(
                    f"{name} was published twice, with other numbers. Ask for help."
                )
            continue
        if not allowed.lost_releases:
            raise BackupRefused(
                f"{name} was released after this backup was made, and its numbers are not in it. Take a site's file "
                f"made since, such as site-…-after-{name}.age. If there is none, --accept-lost-releases marks it as "
                "released without numbers: it can never be counted again."
            )
        end_without_release(name)
        done.lost_releases.append(name)


def _put_keys_in_place(window: str, files: dict[str, bytes]) -> None:
    """Write the keys that sign credentials, and the copies of key-set hashes; those that are here stay."""
    for name, data in files.items():
        folder, _slash, owner = name.rpartition("/")
        if folder == KEY_SET_HASH:
            _put_hash_in_place(owner, data.decode("ascii"))
        elif name == SIGNING_KEYS and not keystore.holds_signing_keys(window):
            keys = {slot: base64.b64decode(key) for slot, key in json.loads(data).items()}
            keystore.store_signing_keys(window, keys)


def _put_hash_in_place(window: str, found: str) -> None:
    try:
        here = keystore.key_set_hash(window)
    except KeysMissing:
        keystore.store_key_set_hash(window, found)
        return
    if here != found:
        raise BackupRefused(
            f"The keys of {window} that lie here are not those of the backup. Move the folder of keys away first."
        )
