"""The release: open, count, charge, blur, publish, delete and choose the focus, in one transaction, once.

Why nobody can ever see two draws of noise for one window, whose mean would tell more than one:

- Noise is drawn inside the transaction that publishes it, and nothing else carries it out of the process: no log, no
  task, no cache, no file. What a killed process drew is rolled back with everything else it did.
- Of two processes at once one holds the advisory lock until its transaction ends, and the other gives way before it
  has read a row. So it does no harm that the queue delivers a message again when a release outlasts its patience.
- A later process finds the window released. Even where somebody turned that back by hand, the charge that comes before
  the draw meets the ledger's unique constraint; and the rows are gone with the very commit that made the draw visible.
- The draw comes as late as it can, when nothing is left to be deleted or marked, and cells are copied in the binary
  form, of which the database quotes nothing in its errors.

What remains: cells that were copied and then rolled back, by a crash in the moment before the commit, lie unseen in the
database's own files until rows are rewritten, within the hour. Only who takes the disk could read them.

Keys are destroyed after the commit, never before: a process that dies between the two leaves them to the next run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from leverage.version import code_version
from outcomes import keystore
from outcomes.custody import require_key_of
from outcomes.errors import (
    BudgetSpent,
    ParametersChanged,
    ReleaseNotDue,
    ReleaseUnderWay,
    WindowUnknown,
    WrongWindowState,
)
from outcomes.focus import lock_asks, recompute_focus
from outcomes.kinds import WindowState
from outcomes.models import BudgetEntry, Entry, Release, Sheet, Tally, Window
from outcomes.open_data import release_digest
from outcomes.release_rows import Place, count_rows, places
from outcomes.statistics.blurring import blurred
from outcomes.statistics.counting import TableCounts
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import is_as_published

# Any fixed number: the key of the advisory lock that lets one process release at a time.
_LOCK = 0x6C76_6772
# Pages must give up soon; a release must not. Its longest statement deletes all rows of a window. Between two
# statements the database waits while a few hundred rows are opened, or while a busy computer does other things;
# and it must still give up on a process whose computer is gone, and free the lock.
_LIMITS = (
    "SET LOCAL statement_timeout = '120s'; SET LOCAL idle_in_transaction_session_timeout = '60s'"
)

_COLUMNS = {
    "release_id": "text",
    "table": "text",
    "kind": "text",
    "tier": "text",
    "query": "text",
    "ask": "text",
    "response": "text",
    "count": "int4",
}


@dataclass(frozen=True, slots=True)
class Published:
    """What a call of `release_window` found or did; it carries no count of anything."""

    window: str
    first_time: bool


def release_window(name: str, key: bytes | None = None) -> Published:
    """Publish a closed window; a second call finds it published and changes nothing.

    `key` is what a custodian brought; without it, the private key must lie beside the database.

    The noise is drawn inside the transaction that charges the ledger, so that it is drawn once or leaves no trace
    (privacy.md 9). Afterwards the sealed rows, the sheets and every key are gone.
    Raises WindowUnknown, WrongWindowState (still open), ReleaseNotDue, ReleaseUnderWay, KeysMissing,
    WrongSealingKey, ParametersChanged, BudgetSpent.
    """
    published = _publish(name, key)
    # Also on a repeated call: a process that died right after its commit left the keys behind.
    keystore.destroy_all(name)
    return published


@transaction.atomic
def _publish(name: str, key: bytes | None) -> Published:
    _take_lock()
    window = Window.objects.select_for_update().filter(name=name).first()
    if window is None:
        raise WindowUnknown
    if window.state == WindowState.RELEASED:
        return Published(name, first_time=False)
    if window.state != WindowState.CLOSED:
        raise WrongWindowState
    _require_due(window)
    if not is_as_published(window):
        raise ParametersChanged
    parameters = ReleaseParameters.from_json(window.parameters["release"])
    counts = count_rows(window, _private_key(window, key))
    _charge(window, parameters)
    Entry.objects.filter(window=name).delete()
    Sheet.objects.filter(window=window).delete()
    window.state = WindowState.RELEASED
    window.save(update_fields=["state"])
    release = Release.objects.create(
        window=window,
        published_on=_database_day(),
        parameters=window.parameters["release"],
        code_version=code_version(),
    )
    shows_focus = not (window.demonstration or window.rehearsal)
    if shows_focus:
        lock_asks()  # Whatever may have to be waited for comes before the draw.
    _store(release, counts, parameters)
    release.digest = release_digest(release)
    release.save(update_fields=["digest"])
    if shows_focus:
        recompute_focus(name)
    return Published(name, first_time=True)


def _take_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise ReleaseUnderWay


def _database_day() -> dt.date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_DATE")
        day: dt.date = cursor.fetchone()[0]
        return day


def _require_due(window: Window) -> None:
    if _database_day() <= window.closes_on:
        raise ReleaseNotDue


def _private_key(window: Window, brought: bytes | None) -> bytes:
    """Return the key that opens the rows; with another one every row would be dropped, and then deleted."""
    key = keystore.sealing_key(window.name) if brought is None else brought
    require_key_of(window, key)
    return key


def _charge(window: Window, parameters: ReleaseParameters) -> None:
    """Write the ledger: the database's unique constraint is what forbids a second release."""
    charges = [
        BudgetEntry(
            window=window.name,
            table=table,
            kind=kind,
            tier=tier,
            query=query,
            epsilon=parameters.epsilon(kind, query),
        )
        for table, kind, tier in places(window)
        for query in parameters.queries(kind)
    ]
    try:
        BudgetEntry.objects.bulk_create(charges)
    except IntegrityError as error:
        raise BudgetSpent from error


def _store(
    release: Release, counts: dict[Place, TableCounts], parameters: ReleaseParameters
) -> None:
    """Blur every table and write its cells, empty ones too, with one COPY."""
    names = ", ".join(f'"{column}"' for column in _COLUMNS)
    order = f"COPY {Tally._meta.db_table} ({names}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(order) as copy:
        copy.set_types(list(_COLUMNS.values()))
        for (table, kind, tier), exact in counts.items():
            head = (release.pk, table, kind.value, tier.value)
            for query, (ask, answer), count in blurred(exact, parameters, kind):
                copy.write_row((*head, query.value, ask, answer, count))
