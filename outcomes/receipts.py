"""The one door to a stored conversation. It shows that a row exists, never what it says."""

from __future__ import annotations

import datetime as dt

from outcomes.crypto.receipts import receipt_hash
from outcomes.errors import NothingOpen
from outcomes.models import Entry, Window
from outcomes.querysets import EntryQuerySet


def is_open(receipt_key: bytes, *, today: dt.date) -> bool:
    """Return whether a conversation can still be changed under this receipt key."""
    return _find(receipt_key, today).exists()


def open_receipt(receipt_key: bytes, *, today: dt.date) -> Entry:
    """Return the conversation under a receipt key, locked until the transaction ends.

    Never issued, withdrawn and closed are one answer: NothingOpen. The look-up is by the SHA-256 of a key of 103 bits,
    so its time tells nothing about a guess (privacy.md 8).
    """
    entry: Entry | None = _find(receipt_key, today).select_for_update().first()
    if entry is None:
        raise NothingOpen
    return entry


def _find(receipt_key: bytes, today: dt.date) -> EntryQuerySet:
    """One statement whatever the case, so that every refusal takes the same steps."""
    open_names = Window.objects.open_on(today).values("name")
    return Entry.objects.filter(
        receipt_hash=receipt_hash(receipt_key), sealed__isnull=False, window__in=open_names
    )
