"""What is published: noisy integers, how they were made, and what they cost."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from outcomes.kinds import Decision, Kept, Kind, Query, ResponseClass, Tier
from outcomes.models.window import WINDOW_NAME_LENGTH, Window
from outcomes.querysets import ReleaseQuerySet, TallyQuerySet

TABLE_LENGTH = 48


def _choices(*kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for kind in kinds for member in kind]


class Release(models.Model):
    """The published result of one window."""

    window = models.OneToOneField(
        Window, on_delete=models.PROTECT, primary_key=True, related_name="release"
    )
    published_on = models.DateField()
    parameters = models.JSONField(help_text="Scales, epsilons and bounds that were in force.")
    code_version = models.CharField(max_length=40)
    digest = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the file of all its cells, as published."
    )

    objects = ReleaseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.window_id


class Tally(models.Model):
    """One published cell: a count with noise, negative ones too."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="tallies")
    table = models.CharField(max_length=TABLE_LENGTH)
    kind = models.CharField(max_length=12, choices=_choices(Kind))
    tier = models.CharField(max_length=8, choices=_choices(Tier))
    query = models.CharField(max_length=9, choices=_choices(Query))
    ask = models.CharField(max_length=48, blank=True, help_text="Empty for a number of entries.")
    response = models.CharField(
        max_length=16,
        blank=True,
        choices=_choices(ResponseClass, Kept, Decision),
        help_text="What was counted of the ask: an answer, whether it was kept, or a decision.",
    )
    count = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                name="one_tally_per_cell",
                fields=["release", "table", "kind", "tier", "query", "ask", "response"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.ask} {self.response}: {self.count}"


class BudgetEntry(models.Model):
    """The ledger: what one query over one table cost. A second charge is refused by the database."""

    window = models.CharField(max_length=WINDOW_NAME_LENGTH)
    table = models.CharField(max_length=TABLE_LENGTH)
    kind = models.CharField(max_length=12, choices=_choices(Kind))
    tier = models.CharField(max_length=8, choices=_choices(Tier))
    query = models.CharField(max_length=9, choices=_choices(Query))
    epsilon = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        verbose_name_plural = "budget entries"
        constraints = [
            models.UniqueConstraint(
                name="one_charge_per_query_and_table",
                fields=["window", "table", "kind", "tier", "query"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.table} {self.query}: {self.epsilon}"
