"""The release: open, count, charge, blur, publish, delete and choose the focus, in one transaction, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from leverage.version import code_version
from outcomes import keystore
from outcomes.credentials import check_credential
from outcomes.crypto import contexts, payload, sealing
from outcomes.crypto.credential_lines import Credential
from outcomes.errors import (
    BudgetSpent,
    CredentialRefused,
    ParametersChanged,
    Refusal,
    ReleaseNotDue,
    ReleaseUnderWay,
    WindowUnknown,
    WrongSealingKey,
    WrongWindowState,
)
from outcomes.focus import recompute_focus
from outcomes.kinds import Kind, Query, ResponseClass, Tier, WindowState
from outcomes.models import BudgetEntry, Entry, Release, Sheet, Tally, Window
from outcomes.statistics import mechanism
from outcomes.statistics.counting import TableCounts, count_table
from outcomes.statistics.parameters import ReleaseParameters
from outcomes.windows import is_as_published, sealing_public_key, slots

# Any fixed number: the key of the advisory lock that lets one process release at a time.
_LOCK = 0x6C76_6772

Place = tuple[str, Kind, Tier]


@dataclass(frozen=True, slots=True)
class Published:
    """What a call of `release_window` found or did; it carries no count of anything."""

    window: str
    first_time: bool


def release_window(name: str) -> Published:
    """Publish a closed window; a second call finds it published and changes nothing.

    The noise is drawn inside the transaction that charges the ledger, so that it is drawn once or leaves no trace
    (privacy.md 9). Afterwards the sealed rows, the sheets and every key are gone.
    Raises WindowUnknown, WrongWindowState (still open), ReleaseNotDue, ReleaseUnderWay, KeysMissing,
    WrongSealingKey, ParametersChanged, BudgetSpent.
    """
    published = _publish(name)
    # Also on a repeated call: a process that died right after its commit left the keys behind.
    keystore.destroy_all(name)
    return published


@transaction.atomic
def _publish(name: str) -> Published:
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
    counts = _count(window, _private_key(window))
    _charge(window, parameters)
    release = Release.objects.create(
        window=window,
        published_on=_database_day(),
        parameters=window.parameters["release"],
        code_version=code_version(),
    )
    _store(release, counts, parameters)
    Entry.objects.filter(window=name).delete()
    Sheet.objects.filter(window=window).delete()
    window.state = WindowState.RELEASED
    window.save(update_fields=["state"])
    if not window.demonstration:
        recompute_focus(name)
    return Published(name, first_time=True)


def _take_lock() -> None:
    with connection.cursor() as cursor:
        # A large window outlasts the limits that protect pages.
        cursor.execute("SET LOCAL statement_timeout = '60s'")
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


def _private_key(window: Window) -> bytes:
    """Return the key that opens the rows; with another one every row would be dropped, and then deleted."""
    key = keystore.sealing_key(window.name)
    if sealing.public_key_of(key) != sealing_public_key(window):
        raise WrongSealingKey
    return key


def _places(window: Window) -> list[Place]:
    return [
        (table, kind, Tier(tier))
        for tier in window.parameters["tiers"]
        for table, kind in slots(window, Tier(tier))
    ]


def _count(window: Window, private_key: bytes) -> dict[Place, TableCounts]:
    """Count every table exactly, in memory. These numbers are never stored, logged or returned to a caller."""
    conversations: dict[Place, list[tuple[tuple[str, str], ...]]] = {
        place: [] for place in _places(window)
    }
    for place, items in _opened(window, private_key):
        conversations[place].append(items)
    asks = [ask["slug"] for ask in window.asks]
    return {place: count_table(rows, asks) for place, rows in conversations.items()}


def _opened(
    window: Window, private_key: bytes
) -> Iterator[tuple[Place, tuple[tuple[str, str], ...]]]:
    """Open the window's rows one by one, passing over those that are not what they claim."""
    rows = Entry.objects.countable_in(window.name).values_list("nullifier", "sealed")
    for nullifier, sealed in rows.iterator(chunk_size=500):
        if sealed is None:
            continue
        try:
            yield _open_one(window, private_key, bytes(nullifier), bytes(sealed))
        except (Refusal, sealing.CannotOpen, payload.MalformedPayload, contexts.MalformedContext):
            # How many were dropped is a true count too, so it is not even logged.
            continue


def _open_one(
    window: Window, private_key: bytes, nullifier: bytes, sealed: bytes
) -> tuple[Place, tuple[tuple[str, str], ...]]:
    info = contexts.entry_info(window.name, nullifier)
    opened = payload.decode(sealing.open_sealed(private_key, info, sealed))
    context = contexts.parse_context(opened.input_msg[contexts.PREFIX_SIZE :])
    credential = Credential(opened.input_msg, opened.signature, context)
    spent = check_credential(
        window, credential, table=context.table, kind=context.kind, tier=context.tier
    )
    if spent != nullifier:
        raise CredentialRefused
    return (context.table, context.kind, context.tier), opened.items


def _charge(window: Window, parameters: ReleaseParameters) -> None:
    """Write the ledger: the database's unique constraint is what forbids a second release."""
    prices = {
        Query.RESPONSES: parameters.eps_table,
        Query.ENTRIES: parameters.eps_count,
    }
    charges = [
        BudgetEntry(
            window=window.name, table=table, kind=kind, tier=tier, query=query, epsilon=price
        )
        for table, kind, tier in _places(window)
        for query, price in prices.items()
    ]
    try:
        BudgetEntry.objects.bulk_create(charges)
    except IntegrityError as error:
        raise BudgetSpent from error


def _store(
    release: Release, counts: dict[Place, TableCounts], parameters: ReleaseParameters
) -> None:
    """Blur every table and write its cells, empty ones too, with one COPY."""
    columns = ("release_id", "table", "kind", "tier", "query", "ask", "response", "count")
    names = ", ".join(f'"{column}"' for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Tally._meta.db_table} ({names}) FROM STDIN") as copy,
    ):
        for (table, kind, tier), exact in counts.items():
            head = (release.pk, table, kind.value, tier.value)
            for query, ask, response, count in _blurred(exact, parameters):
                copy.write_row((*head, query.value, ask, response, count))


def _blurred(
    exact: TableCounts, parameters: ReleaseParameters
) -> Iterator[tuple[Query, str, str, int]]:
    cells: list[tuple[str, ResponseClass]] = list(exact.vector)
    noisy = mechanism.add_noise(
        [exact.vector[cell] for cell in cells],
        scale=parameters.table_scale,
        sensitivity=parameters.m,
        epsilon=parameters.eps_table,
    )
    for (ask, response), count in zip(cells, noisy, strict=True):
        yield Query.RESPONSES, ask, response.value, count
    entries = mechanism.add_noise(
        [exact.entries], scale=parameters.count_scale, sensitivity=1, epsilon=parameters.eps_count
    )
    yield Query.ENTRIES, "", "", entries[0]
