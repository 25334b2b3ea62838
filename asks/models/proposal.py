"""What visitors suggest. No account, no address and no day beside it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from asks.kinds import ProposalKind, ProposalState
from asks.models.ask import Ask
from asks.models.lab import Lab
from asks.querysets import ProposalQuerySet

TEXT_LENGTH = 2000


class Proposal(models.Model):
    """One suggestion, and in the end the decision on it with a public reason."""

    # Random, so that the order of rows is not the order of arrival.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=ProposalKind)
    ask = models.ForeignKey(Ask, on_delete=models.SET_NULL, null=True, related_name="proposals")
    lab = models.ForeignKey(Lab, on_delete=models.SET_NULL, null=True, related_name="proposals")
    title = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=TEXT_LENGTH)
    url = models.URLField(max_length=500, blank=True)
    reference_hash = models.BinaryField(
        max_length=32, unique=True, help_text="SHA-256 of the reference words."
    )
    received_month = models.CharField(max_length=7, help_text="YYYY-MM; no day is kept.")
    state = models.CharField(
        max_length=9, choices=ProposalState, default=ProposalState.NEW, db_index=True
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Public.")
    decided_on = models.DateField(null=True)

    objects = ProposalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title or self.text[:40]}"
