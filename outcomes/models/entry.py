"""A sealed conversation. No account, no lab, no time, no address: not here, and not beside it."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.lookups import Exact

from outcomes.crypto.sealing import SEALED_SIZE
from outcomes.models.window import WINDOW_NAME_LENGTH
from outcomes.querysets import EntryQuerySet


def _has_bytes(field: str, size: int) -> Exact:
    """Return a condition: `field` holds exactly `size` bytes."""
    length = Func(field, function="octet_length", output_field=models.IntegerField())
    return Exact(length, Value(size))


class Entry(models.Model):
    """One conversation, sealed to a key that this row's readers do not hold."""

    nullifier = models.BinaryField(
        primary_key=True, max_length=32, help_text="Marks a credential as spent."
    )
    sealed = models.BinaryField(
        max_length=SEALED_SIZE, null=True, help_text="Empty once withdrawn."
    )
    receipt_hash = models.BinaryField(
        max_length=32, null=True, unique=True, help_text="SHA-256 of the receipt key."
    )
    # A name and not a foreign key: no path leads from an entry to any other table.
    window = models.CharField(max_length=WINDOW_NAME_LENGTH)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                name="entry_nullifier_is_32_bytes", condition=_has_bytes("nullifier", 32)
            ),
            models.CheckConstraint(
                name="entry_is_whole_or_withdrawn",
                condition=Q(sealed__isnull=True, receipt_hash__isnull=True)
                | Q(sealed__isnull=False, receipt_hash__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_sealed_has_one_size",
                condition=Q(sealed__isnull=True) | Q(_has_bytes("sealed", SEALED_SIZE)),
            ),
            models.CheckConstraint(
                name="entry_receipt_hash_is_32_bytes",
                condition=Q(receipt_hash__isnull=True) | Q(_has_bytes("receipt_hash", 32)),
            ),
        ]

    def __str__(self) -> str:
        return "entry"
