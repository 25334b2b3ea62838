"""Rules of visibility, and the catalogue's questions by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower

from asks.kinds import ProposalState

if TYPE_CHECKING:
    from asks.models import (  # noqa: F401 (named in the base classes)
        Ask,
        FocusEntry,
        Lab,
        LabAnswer,
        Position,
        Proposal,
    )


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


class FocusQuerySet(models.QuerySet["FocusEntry"]):
    """Entries of the focus list."""

    def overall(self) -> FocusQuerySet:
        """The entries recommended whatever the lab."""
        return self.filter(lab__isnull=True)

    def for_lab(self, lab: Lab) -> FocusQuerySet:
        """The entries recommended at one lab."""
        return self.filter(lab=lab)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals."""

    def undecided(self) -> ProposalQuerySet:
        """The curators' queue: everything that still waits for a decision."""
        return self.filter(state__in=[ProposalState.NEW, ProposalState.CLAIMED])


class LabAnswerQuerySet(models.QuerySet["LabAnswer"]):
    """Labs' own answers."""

    def newest(self) -> LabAnswerQuerySet:
        """The version that counts of each answer."""
        return self.order_by("lab", "ask", "-number").distinct("lab", "ask")
