"""Labs, and what each publicly does about each ask."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from asks.kinds import Confidence, Origin, PositionStatus, Verified
from asks.models.ask import SLUG_LENGTH, Ask
from asks.querysets import LabQuerySet, PositionQuerySet


class Lab(models.Model):
    """An organisation that develops AI and makes job offers."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=24)
    owner = models.CharField(max_length=60, blank=True)
    website = models.URLField(max_length=200)
    description = models.TextField()
    legal_form = models.TextField(blank=True)
    legal_form_url = models.URLField(max_length=500, blank=True)
    legal_form_publisher = models.CharField(max_length=120, blank=True)
    framework_name = models.CharField(max_length=120, blank=True)
    framework_version = models.CharField(max_length=20, blank=True)
    framework_date = models.CharField(max_length=10, blank=True)
    framework_url = models.URLField(max_length=500, blank=True)
    checked = models.DateField(help_text="When the facts on this lab were last checked.")
    origin = models.CharField(max_length=10, choices=Origin)
    shipped_digest = models.CharField(max_length=64, blank=True)

    objects = LabQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("lab_detail", args=[self.slug])


class Position(models.Model):
    """What one lab publicly does about one ask, with its evidence."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="positions")
    ask = models.ForeignKey(Ask, on_delete=models.CASCADE, related_name="positions")
    status = models.CharField(max_length=10, choices=PositionStatus)
    since = models.CharField(
        max_length=10, blank=True, help_text="YYYY, YYYY-MM or YYYY-MM-DD; empty where undated."
    )
    fact = models.TextField()
    credit = models.TextField(
        blank=True,
        help_text="What may be praised, as it follows the lab's name; empty where nothing may.",
    )
    publisher = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    verified = models.CharField(max_length=10, choices=Verified)
    confidence = models.CharField(max_length=6, choices=Confidence)
    read_via_summary = models.BooleanField(default=False)
    checked = models.DateField(null=True)
    shown = models.BooleanField(help_text="Whether the publication rules allow it on pages.")
    withheld = models.TextField(blank=True, help_text="Why it is not shown; for curators.")
    origin = models.CharField(max_length=10, choices=Origin)
    shipped_digest = models.CharField(max_length=64, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["lab", "ask"]
        constraints = [
            models.UniqueConstraint(name="one_position_per_lab_and_ask", fields=["lab", "ask"])
        ]

    def __str__(self) -> str:
        return f"{self.lab_id} / {self.ask_id}: {self.status}"


class PositionEvent(models.Model):
    """An earlier dated event of a position. Rows are added, not changed."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="history")
    date = models.CharField(max_length=10, blank=True)
    status = models.CharField(
        max_length=10,
        choices=PositionStatus,
        blank=True,
        help_text="The status until then, where the event replaced one.",
    )
    fact = models.TextField()
    publisher = models.CharField(max_length=120)
    url = models.URLField(max_length=500)

    class Meta:
        ordering = ["position", "-date", "id"]

    def __str__(self) -> str:
        return f"{self.date}: {self.fact[:40]}"
