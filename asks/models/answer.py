"""What a lab itself says. It stands beside positions and tallies, and changes neither."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from asks.kinds import Proof, Stance
from asks.models.ask import Ask
from asks.models.lab import Lab
from asks.querysets import LabAnswerQuerySet


class Spokesperson(models.Model):
    """An account that a curator vouched for as speaking for a lab."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="spokespeople")
    domain = models.CharField(max_length=120)
    token = models.CharField(max_length=64)
    proof = models.CharField(max_length=10, choices=Proof, blank=True)
    vouched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    vouched_on = models.DateField(null=True, help_text="Empty until a curator vouches.")

    class Meta:
        verbose_name_plural = "spokespeople"

    def __str__(self) -> str:
        return f"spokesperson of {self.lab_id}"


class LabAnswer(models.Model):
    """One version of a lab's answer to one ask; the newest one counts."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="answers")
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField(help_text="1 for the first version.")
    stance = models.CharField(max_length=11, choices=Stance)
    planned_by = models.CharField(max_length=10, blank=True, help_text="YYYY, YYYY-MM or a day.")
    url = models.URLField(max_length=500)
    answered_on = models.DateField()
    contested = models.TextField(blank=True, help_text="Why curators doubt it; public.")

    objects = LabAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["lab", "ask", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="one_answer_per_lab_ask_and_number", fields=["lab", "ask", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.lab_id} on {self.ask_id}: {self.stance}"
