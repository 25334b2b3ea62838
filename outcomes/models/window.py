"""A window: the closed period whose conversations are counted together, once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from outcomes.kinds import Custody, Kind, WindowState
from outcomes.querysets import WindowQuerySet

WINDOW_NAME_LENGTH = 16


class Window(models.Model):
    """One window with its public parameters and keys; both are fixed when it opens."""

    name = models.CharField(max_length=WINDOW_NAME_LENGTH, primary_key=True)
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="The last day on which a conversation can be logged.")
    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in WindowState],
        default=WindowState.PLANNED,
    )
    custody = models.CharField(
        max_length=10, choices=[(mode.value, mode.value) for mode in Custody]
    )
    parameters = models.JSONField(
        help_text="Tables, snapshot of the asks, kinds, tiers and the release's parameters."
    )
    key_set = models.JSONField(null=True, help_text="Public keys; empty until the window opens.")
    key_set_hash = models.CharField(max_length=64, blank=True)
    demonstration = models.BooleanField(
        default=False, help_text="Holds invented labs and simulated conversations only."
    )
    rehearsal = models.BooleanField(
        default=False, help_text="Tries the whole way out on simulated entries; never shown."
    )

    objects = WindowQuerySet.as_manager()

    class Meta:
        ordering = ["opens_on", "name"]
        constraints = [
            models.CheckConstraint(
                name="window_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on"))
            ),
            models.CheckConstraint(
                name="window_has_keys_once_open",
                condition=Q(state=WindowState.PLANNED)
                | Q(key_set__isnull=False, key_set_hash__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def custody_mode(self) -> Custody:
        """Who holds the private half of the sealing key."""
        return Custody(self.custody)

    @property
    def tables(self) -> list[dict[str, str]]:
        """The published tables, as `{"slug", "name"}`, `other` last."""
        tables: list[dict[str, str]] = self.parameters["tables"]
        return tables

    @property
    def asks(self) -> list[dict[str, str]]:
        """The snapshot of asks, as `{"slug", "short_name"}`."""
        asks: list[dict[str, str]] = self.parameters["asks"]
        return asks

    @property
    def kinds(self) -> frozenset[Kind]:
        """What can be logged: conversations, and in later windows what became of an ask."""
        return frozenset(map(Kind, self.parameters["kinds"]))
