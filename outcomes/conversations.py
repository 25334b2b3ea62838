"""Logging a conversation, replacing it, withdrawing it. None of this knows an account."""

from __future__ import annotations

import datetime as dt
import hmac

from django.db import connection, transaction

from outcomes.credentials import check_credential
from outcomes.crypto import receipts
from outcomes.crypto.credential_lines import Credential
from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.errors import (
    CredentialAlreadyUsed,
    CredentialForOtherPlace,
    Refusal,
    SealedWrongSize,
)
from outcomes.kinds import Kind, Tier
from outcomes.models import Entry, Window
from outcomes.receipts import open_receipt
from outcomes.windows import hold_in_sql, is_open_in_sql, require_open

# Two statements in one message, which saves a way to the database and back. They cannot be one statement: each has a
# look of its own at what was committed, so the second sees what changed while the first waited for its lock.
_HOLD_AND_INSERT = """
{hold};
INSERT INTO outcomes_entry (nullifier, sealed, receipt_hash, "window")
SELECT %s, %s, %s, %s WHERE EXISTS ({is_open}) ON CONFLICT DO NOTHING
"""


@transaction.atomic
def log_conversation(
    window: Window,
    credential: Credential,
    *,
    table: str,
    kind: Kind,
    tier: Tier,
    sealed: bytes,
    receipt_key: bytes,
    today: dt.date,
) -> bool:
    """Store one sealed conversation that `credential` pays for.

    Returns True when it was stored, False when the identical request was stored before.
    Raises WindowNotOpen, SealedWrongSize, CredentialRefused, CredentialAlreadyUsed.
    """
    # In a transaction also because of its end: what a connection said last stays to be read in the database's view of
    # activity, beside the time, and must not be the row.
    try:
        if len(sealed) != SEALED_SIZE:
            raise SealedWrongSize
        nullifier = check_credential(window, credential, table=table, kind=kind, tier=tier)
    except Refusal:
        require_open(window, today)  # That it is closed is said before anything else.
        raise
    receipt_hash = receipts.receipt_hash(receipt_key)
    if _store(window, nullifier, sealed, receipt_hash, today=today):
        return True
    require_open(window, today)
    if _is_identical(nullifier, sealed, receipt_hash):
        return False
    raise CredentialAlreadyUsed


@transaction.atomic
def replace_conversation(
    receipt_key: bytes, credential: Credential, *, sealed: bytes, today: dt.date
) -> None:
    """Put new sealed bytes in the place of the old ones; the receipt stays good.

    The credential must be the one that paid for the conversation, since the sealed bytes are tied to it.
    Raises NothingOpen, SealedWrongSize, CredentialRefused.
    """
    entry = open_receipt(receipt_key, today=today)
    if len(sealed) != SEALED_SIZE:
        raise SealedWrongSize
    place = credential.context
    nullifier = check_credential(
        Window.objects.get(name=entry.window),
        credential,
        table=place.table,
        kind=place.kind,
        tier=place.tier,
    )
    if not hmac.compare_digest(bytes(entry.nullifier), nullifier):
        raise CredentialForOtherPlace
    entry.sealed = sealed
    entry.save(update_fields=["sealed"])


@transaction.atomic
def withdraw_conversation(receipt_key: bytes, *, today: dt.date) -> None:
    """Empty the row for good. The nullifier stays, so the credential cannot pay again.

    Raises NothingOpen.
    """
    entry = open_receipt(receipt_key, today=today)
    entry.sealed = entry.receipt_hash = None
    entry.save(update_fields=["sealed", "receipt_hash"])


def _store(
    window: Window, nullifier: bytes, sealed: bytes, receipt_hash: bytes, *, today: dt.date
) -> bool:
    """Store a row unless the window is closed, or the credential or the receipt is in the table.

    Who comes second waits for the first to commit. Nothing fails then, so no savepoint is needed.
    """
    hold, lock = hold_in_sql(window.name)
    is_open, values = is_open_in_sql(window.name, today)
    with connection.cursor() as cursor:
        cursor.execute(
            _HOLD_AND_INSERT.format(hold=hold, is_open=is_open),
            [*lock, nullifier, sealed, receipt_hash, window.name, *values],
        )
        cursor.nextset()  # From the answer about the lock to the one about the row.
        return bool(cursor.rowcount)


def _is_identical(nullifier: bytes, sealed: bytes, receipt_hash: bytes) -> bool:
    """Whether the stored row is this very request; both parts are compared in constant time."""
    stored = Entry.objects.filter(nullifier=nullifier, sealed__isnull=False).first()
    if stored is None or stored.sealed is None or stored.receipt_hash is None:
        return False
    same_sealed = hmac.compare_digest(bytes(stored.sealed), sealed)
    same_receipt = hmac.compare_digest(bytes(stored.receipt_hash), receipt_hash)
    return same_sealed and same_receipt
