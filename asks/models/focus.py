"""The focus list: the few asks recommended for now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from asks.models.ask import Ask
from asks.models.lab import Lab
from asks.querysets import FocusQuerySet


class FocusEntry(models.Model):
    """One ask in focus, overall or at one lab, with every factor that put it there."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="focus")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, null=True, related_name="focus")
    rank = models.PositiveSmallIntegerField(help_text="From 1; pages show no order.")
    gap = models.FloatField()
    feasibility = models.FloatField()
    demand = models.FloatField()
    score = models.FloatField()
    since_window = models.CharField(max_length=16)

    objects = FocusQuerySet.as_manager()

    class Meta:
        ordering = ["lab", "rank"]
        verbose_name_plural = "focus entries"
        constraints = [
            models.UniqueConstraint(name="an_ask_is_in_focus_once_per_lab", fields=["ask", "lab"]),
            models.UniqueConstraint(
                name="an_ask_is_in_focus_once_overall",
                fields=["ask"],
                condition=Q(lab__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} at {self.lab_id or 'every lab'}"
