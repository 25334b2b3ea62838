"""What curators do: changes that need two of them, old names of asks, and the log of it all."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from asks.kinds import MotionKind, MotionState
from asks.models.ask import SLUG_LENGTH, Ask


class Motion(models.Model):
    """A merge, a retirement or a changed position: proposed by one curator, seconded by another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=MotionKind)
    state = models.CharField(max_length=7, choices=MotionState, default=MotionState.WAITING)
    payload = models.JSONField(help_text="What is to be changed, in the words of its service.")
    reason = models.TextField(help_text="Public.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_on = models.DateField()
    decided_on = models.DateField(null=True)
    undo = models.JSONField(null=True, help_text="Everything that an undo puts back.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="two_different_curators",
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by"))
                | Q(state=MotionState.REFUSED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"


class Alias(models.Model):
    """A slug that an ask had once; its pages redirect."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="aliases")
    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, null=True, related_name="aliases")

    class Meta:
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.slug


class CurationAction(models.Model):
    """One line of the curators' log: what staff did, never what a visitor did."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    done_on = models.DateField()

    class Meta:
        ordering = ["-done_on", "-id"]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject}"
