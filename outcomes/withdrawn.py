"""What must stay as it is when a backup is brought back: marks of used credentials whose row is empty."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from outcomes import keystore
from outcomes.kinds import WindowState
from outcomes.models import Entry, Release, Sheet, Window


def withdrawn_marks() -> dict[str, list[bytes]]:
    """Return, by window, the nullifiers of rows that were withdrawn or exchanged, sorted.

    They are random, and stand in the database just so. Asked by the empty receipt, which has an index.
    """
    found: dict[str, list[bytes]] = {}
    rows = Entry.objects.filter(receipt_hash__isnull=True).values_list("window", "nullifier")
    for window, nullifier in rows.iterator():
        found.setdefault(window, []).append(bytes(nullifier))
    return {window: sorted(marks) for window, marks in found.items()}


@transaction.atomic
def keep_withdrawn(window: str, marks: Iterable[bytes]) -> None:
    """Empty the rows of these nullifiers again, and mark as used those that have no row."""
    wanted = list(marks)
    rows = Entry.objects.filter(window=window, nullifier__in=wanted)
    rows.update(sealed=None, receipt_hash=None)
    Entry.objects.bulk_create(
        [Entry(nullifier=mark, window=window) for mark in wanted], ignore_conflicts=True
    )


def published_digests() -> dict[str, str]:
    """Return the digest of every release by window; trials that nobody sees are left out."""
    rows = Release.objects.filter(window__rehearsal=False)
    return dict(rows.values_list("window_id", "digest"))


@transaction.atomic
def end_without_release(name: str) -> None:
    """Mark a window as released of which the numbers are lost here: it is never counted a second time."""
    Entry.objects.filter(window=name).delete()
    Sheet.objects.filter(window_id=name).delete()
    Window.objects.filter(name=name).update(state=WindowState.RELEASED)
    transaction.on_commit(lambda: keystore.destroy_all(name))
