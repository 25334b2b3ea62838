"""Rules of visibility, and the catalogue's questions by name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower

from asks.kinds import ProposalState

if TYPE_CHECKING:
    from asks.models import (  # noqa: F401 (named in the base classes)
        Ask,
        FocusEntry,
        FocusRuling,
        Lab,
        LabAnswer,
        Position,
        Proposal,
    )

# Labs revise their rules about once a year, and each shipped fact can be looked at once in that time.
# What nobody has looked at for longer may no longer hold.
EVIDENCE_AGE_DAYS = 365


class AskQuerySet(models.QuerySet["Ask"]):
    """Asks."""

    def current(self) -> AskQuerySet:
        """Asks that can be raised now: those not retired, with a text."""
        return self.filter(retired=False, text__isnull=False)

    def with_text(self) -> AskQuerySet:
        """Each ask with its current text and category, in the same query."""
        return self.select_related("text", "category")


class LabQuerySet(models.QuerySet["Lab"]):
    """Labs."""

    def by_name(self) -> LabQuerySet:
        """In alphabetical order, whatever their case: the only order pages use for labs."""
        return self.order_by(Lower("name"))


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions."""

    def shown(self) -> PositionQuerySet:
        """Positions that the publication rules allow on pages."""
        return self.filter(shown=True)

    def published(self) -> PositionQuerySet:
        """Positions that the publication rules allow on pages, for asks that still stand."""
        return self.shown().filter(ask__retired=False)

    def positions_due_for_check(self, today: dt.date) -> PositionQuerySet:
        """Published positions that nobody has looked at for `EVIDENCE_AGE_DAYS`, oldest first.

        Where no check is recorded, the evidence must be that young itself; undated evidence is due.
        """
        oldest = today - dt.timedelta(days=EVIDENCE_AGE_DAYS)
        unchecked = models.Q(checked__isnull=True, since__lt=oldest.isoformat())
        return (
            self.published()
            .filter(models.Q(checked__lt=oldest) | unchecked)
            .order_by(models.F("checked").asc(nulls_first=True), "since", "pk")
        )


class FocusQuerySet(models.QuerySet["FocusEntry"]):
    """Entries of the focus list."""

    def overall(self) -> FocusQuerySet:
        """The entries recommended whatever the lab."""
        return self.filter(lab__isnull=True)

    def for_lab(self, lab: Lab) -> FocusQuerySet:
        """The entries recommended at one lab."""
        return self.filter(lab=lab)


class FocusRulingQuerySet(models.QuerySet["FocusRuling"]):
    """Curators' rulings on the focus list."""

    def in_force(self) -> FocusRulingQuerySet:
        """Rulings that nobody ended."""
        return self.filter(ended_on__isnull=True)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def undecided(self) -> ProposalQuerySet:
        """The curators' queue: everything that still waits for a decision."""
        return self.filter(state__in=[ProposalState.NEW, ProposalState.CLAIMED])


class LabAnswerQuerySet(models.QuerySet["LabAnswer"]):
    """Labs' own answers."""

    def newest(self) -> LabAnswerQuerySet:
        """The version that counts of each answer."""
        return self.order_by("lab_id", "ask_id", "-number").distinct("lab_id", "ask_id")
