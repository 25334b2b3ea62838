"""The life of a window: planned, open, closed, released. Its parameters stand once its keys are made."""

from __future__ import annotations

import base64
import datetime as dt
import zlib
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from asks.mail_domains import accepted_mail_domains
from asks.models import Ask, Lab
from outcomes import keystore
from outcomes.crypto import keyset, sealing, signing
from outcomes.errors import (
    CustodyNotOffered,
    KeysMadeAlready,
    ParametersChanged,
    TooManyTables,
    WindowNotOpen,
    WindowUnknown,
    WrongWindowState,
)
from outcomes.key_sets import key_set_of, parameters_of
from outcomes.kinds import Custody, Kind, Tier, WindowState
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES, ReleaseParameters
from outcomes.words import OTHER_LAB

OTHER = "other"  # The table of all labs that have none of their own.
# Any fixed number: what the advisory locks that hold windows open have in common.
_LOCK = 0x6C76_6F70


def slot_name(table: str, kind: Kind, tier: Tier) -> str:
    """Return how key sets and draws name one credential slot: `table|kind|tier`."""
    return f"{table}|{kind.value}|{tier.value}"


def slots(window: Window, tier: Tier) -> list[tuple[str, Kind]]:
    """Return every (table, kind) of a window that has credentials of `tier`."""
    if tier.value not in window.parameters["tiers"]:
        return []
    # A window that was planned before there were verified tables names none.
    verified = window.parameters.get("verified_tables", [])
    return [
        (table["slug"], kind)
        for kind in map(Kind, window.parameters["kinds"])
        for table in window.tables
        # What is exchanged for a signed mail is the right to log a conversation, and no other.
        if tier is Tier.DRAWN or (kind is Kind.CONVERSATION and table["slug"] in verified)
    ]


def half_year(day: dt.date) -> tuple[str, dt.date, dt.date]:
    """Return name, first and last day of the half-year that holds `day`, e.g. `2027H1`."""
    if day.month <= 6:
        return f"{day.year}H1", dt.date(day.year, 1, 1), dt.date(day.year, 6, 30)
    return f"{day.year}H2", dt.date(day.year, 7, 1), dt.date(day.year, 12, 31)


def catalogue_asks() -> list[dict[str, str]]:
    """Return the snapshot of asks that a window opened now would count."""
    rows = Ask.objects.current().order_by("slug").values_list("slug", "text__short_name")
    return [{"slug": slug, "short_name": name} for slug, name in rows]


def tables_for(labs: Sequence[Lab]) -> list[dict[str, str]]:
    """Return the tables of a window: each lab given, by name, then all others together.

    Raises TooManyTables above `MAX_TABLES`: every further table halves what the others can show.
    """
    if len(labs) > MAX_TABLES:
        raise TooManyTables
    named = [{"slug": lab.slug, "name": lab.name} for lab in labs]
    return [*sorted(named, key=lambda row: row["name"].lower()), other_table()]


def other_table() -> dict[str, str]:
    """Return the table that every window ends with."""
    return {"slug": OTHER, "name": OTHER_LAB}


def plan_window(
    name: str,
    opens_on: dt.date,
    closes_on: dt.date,
    *,
    tables: Sequence[dict[str, str]],
    asks: Sequence[dict[str, str]],
    kinds: Sequence[Kind] = (Kind.CONVERSATION,),
    custody: Custody = Custody.LOCAL,
    demonstration: bool = False,
    rehearsal: bool = False,
) -> Window:
    """Write down a window with its public parameters; nothing is secret and nothing is open yet.

    A table of a lab whose mail can be recognised gets a verified one beside it; that is fixed here,
    and a table that nobody could log into would publish nothing but noise.
    """
    slugs = [table["slug"] for table in tables]
    verified = [slug for slug in slugs if slug != OTHER and accepted_mail_domains(slug)]
    tiers = [Tier.DRAWN, Tier.VERIFIED] if verified else [Tier.DRAWN]
    parameters: dict[str, Any] = {
        "tables": list(tables),
        "asks": list(asks),
        "kinds": [kind.value for kind in kinds],
        "tiers": [tier.value for tier in tiers],
        "verified_tables": verified,
        "release": ReleaseParameters().as_json(),
    }
    return Window.objects.create(
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        custody=custody,
        parameters=parameters,
        demonstration=demonstration,
        rehearsal=rehearsal,
    )


def make_keys(name: str, sealing_public: bytes | None = None) -> Window:
    """Make the keys of a planned window; from now on its parameters stand, and its hash can be compared.

    `sealing_public` is the public half of the key that custodians were handed; in custody mode `local` there is none,
    and the key is made here. Raises WindowUnknown, WrongWindowState unless it is planned, KeysMadeAlready, and
    CustodyNotOffered where custodians are to hold a key that they were not handed, or the other way round.
    """
    planned = Window.objects.filter(pk=name).first()
    if planned is None:
        raise WindowUnknown
    _require_without_keys(planned, sealing_public)
    # Before anything is locked: this takes seconds.
    signing_keys = {
        slot_name(table, kind, Tier(tier)): signing.generate_signing_key()
        for tier in planned.parameters["tiers"]
        for table, kind in slots(planned, Tier(tier))
    }
    with transaction.atomic():
        window = _locked(name)
        _require_without_keys(window, sealing_public)
        if window.parameters != planned.parameters:
            raise ParametersChanged
        if sealing_public is None:
            sealing_private, sealing_public = sealing.generate_sealing_key()
            keystore.store_sealing_key(name, sealing_private)
        keystore.store_signing_keys(name, signing_keys)
        window.key_set = key_set_of(window, signing_keys, sealing_public)
        window.key_set_hash = keyset.keyset_hash(window.key_set)
        keystore.store_key_set_hash(name, window.key_set_hash)
        window.save(update_fields=["key_set", "key_set_hash"])
    return window


def open_window(name: str) -> Window:
    """Open a planned window; where the key may lie here, its keys are made now unless they were before.

    Raises WindowUnknown, or WrongWindowState unless it is planned. Raises CustodyNotOffered while custodians have not
    been handed its key, and ParametersChanged if it is not what it was when its keys were made.
    """
    waiting = Window.objects.filter(pk=name, state=WindowState.PLANNED, key_set__isnull=True)
    if waiting.filter(custody=Custody.LOCAL).exists():
        with suppress(KeysMadeAlready):  # By somebody else just now.
            make_keys(name)
    return _open(name)


@transaction.atomic
def _open(name: str) -> Window:
    window = _locked(name)
    if window.state != WindowState.PLANNED:
        raise WrongWindowState
    if window.key_set is None:
        raise CustodyNotOffered
    if not is_as_published(window):
        raise ParametersChanged
    window.state = WindowState.OPEN
    window.save(update_fields=["state"])
    return window


def hold_open(window: Window, today: dt.date) -> None:
    """Keep a window open until the transaction ends, so that nothing is stored into a closed one.

    Raises WindowNotOpen unless a conversation can be logged in it on `today`.
    """
    _lock_state(window.name, shared=True)
    # A question of its own: it must see what was committed while we waited for the lock.
    require_open(window, today)


def hold_in_sql(name: str) -> tuple[str, tuple[int, int]]:
    """Return in SQL what keeps a window from closing until the transaction ends, if it has not closed already.

    Many hold it at once and none waits for another; only `close_window` waits for them all. It is no lock of the row,
    which would write down who held it.
    """
    return _lock_in_sql(name, shared=True)


def require_open(window: Window, today: dt.date) -> None:
    """Raise WindowNotOpen unless a conversation can be logged in a window on `today`."""
    with connection.cursor() as cursor:
        cursor.execute(*is_open_in_sql(window.name, today))
        if cursor.fetchone() is None:
            raise WindowNotOpen


@lru_cache(maxsize=8)
def is_open_in_sql(name: str, today: dt.date) -> tuple[str, tuple[Any, ...]]:
    """Return the question whether a window is open on `today` as SQL with its values; a row means yes.

    Worded once a day: every redeem asks it, and Django takes longer to word it than PostgreSQL to answer.
    """
    sql, values = Window.objects.open_on(today).filter(pk=name).values("pk").query.sql_with_params()
    return sql, values


@transaction.atomic
def close_window(name: str) -> Window:
    """Close an open window for good; after it commits its signing keys are destroyed.

    Raises WindowUnknown, or WrongWindowState unless it is open.
    """
    _lock_state(name, shared=False)
    window = _locked(name)
    if window.state != WindowState.OPEN:
        raise WrongWindowState
    window.state = WindowState.CLOSED
    window.save(update_fields=["state"])
    transaction.on_commit(lambda: keystore.destroy_signing_keys(name))
    return window


def is_as_published(window: Window) -> bool:
    """Return whether a window is what its key set says, and that what its hash says, here and beside the keys.

    The copy beside the keys is what a change of the whole row in the database cannot reach.
    Raises KeysMissing when there is no such copy.
    """
    if window.key_set is None:
        return False
    says = {**window.key_set, **parameters_of(window)}
    hashes = {window.key_set_hash, keystore.key_set_hash(window.name)}
    return says == window.key_set and hashes == {keyset.keyset_hash(says)}


def verification_key(window: Window, table: str, kind: Kind, tier: Tier) -> bytes | None:
    """Return the public key (DER SubjectPublicKeyInfo) of a slot, or None when there is no such slot."""
    if window.key_set is None:
        return None
    encoded = window.key_set["credentials"].get(slot_name(table, kind, tier))
    return base64.b64decode(encoded) if encoded else None


def sealing_public_key(window: Window) -> bytes:
    """Return the public half of an opened window's sealing key."""
    if window.key_set is None:
        raise WrongWindowState
    return base64.b64decode(window.key_set["sealing"])


def _require_without_keys(window: Window, sealing_public: bytes | None) -> None:
    if window.state != WindowState.PLANNED:
        raise WrongWindowState
    if window.key_set is not None:
        raise KeysMadeAlready
    if (window.custody_mode is Custody.CUSTODIANS) != (sealing_public is not None):
        raise CustodyNotOffered


def _lock_state(name: str, *, shared: bool) -> None:
    """Lock the state of a window until the transaction ends."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("The lock would end before what it protects.")
    with connection.cursor() as cursor:
        cursor.execute(*_lock_in_sql(name, shared=shared))


def _lock_in_sql(name: str, *, shared: bool) -> tuple[str, tuple[int, int]]:
    """Return the lock of a window's state. Two names of one checksum merely wait for each other."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    number = zlib.crc32(name.encode()) - 2**31  # Its two keys are signed.
    return f"SELECT {function}(%s, %s)", (_LOCK, number)


def _locked(name: str) -> Window:
    try:
        window: Window = Window.objects.select_for_update().get(name=name)
    except Window.DoesNotExist as error:
        raise WindowUnknown from error
    return window
