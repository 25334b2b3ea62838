"""The focus list: the few asks recommended for now, how it came about, and what curators ruled."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from asks.kinds import FocusReason, RulingKind
from asks.models.ask import Ask
from asks.models.lab import Lab
from asks.querysets import FocusQuerySet, FocusRulingQuerySet

REASON_MAX_LENGTH = 300


class FocusRun(models.Model):
    """One computation of the focus list, with all that went into it, so that anybody can repeat it."""

    number = models.PositiveSmallIntegerField(primary_key=True, help_text="From 1, without gaps.")
    window = models.CharField(max_length=16, help_text="The window from which the list holds.")
    release = models.CharField(
        max_length=16,
        blank=True,
        help_text="Whose counts were the demand; empty for survey support.",
    )
    made_on = models.DateField()
    code_version = models.CharField(max_length=40)
    inputs = models.JSONField(help_text="Every ask that could be chosen, with every factor.")
    lists = models.JSONField(help_text="What was chosen, overall and at each lab.")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} from {self.window}"


class FocusEntry(models.Model):
    """One ask in focus, overall or at one lab, with every factor that put it there."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="focus")
    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, null=True, related_name="focus")
    rank = models.PositiveSmallIntegerField(help_text="From 1; pages show no order.")
    gap = models.FloatField()
    feasibility = models.FloatField()
    demand = models.FloatField()
    score = models.FloatField()
    reason = models.CharField(
        max_length=8,
        choices=FocusReason,
        default=FocusReason.SCORE,
        help_text="Whether its score put it there, the rule that an ask stays, or a curator.",
    )
    since_window = models.CharField(max_length=16)
    since_run = models.PositiveSmallIntegerField(default=1)

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


class FocusRuling(models.Model):
    """A curator's word that an ask must be in focus, or must not, with a reason that everybody reads."""

    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="rulings")
    lab = models.ForeignKey(
        Lab,
        on_delete=models.CASCADE,
        null=True,
        related_name="rulings",
        help_text="Empty: overall.",
    )
    ruling = models.CharField(max_length=3, choices=RulingKind)
    reason = models.CharField(max_length=REASON_MAX_LENGTH)
    decided_on = models.DateField()
    ended_on = models.DateField(null=True, help_text="Empty while it holds.")

    objects = FocusRulingQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_ruling_holds_per_ask_and_lab",
                fields=["ask", "lab"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ruling} {self.ask_id} at {self.lab_id or 'every lab'}"
