"""Rules of visibility for what happened, and its questions by name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from outcomes.kinds import WindowState

if TYPE_CHECKING:
    from outcomes.models import Entry, Release, Tally, Window  # noqa: F401 -- named in strings


class WindowQuerySet(models.QuerySet["Window"]):
    """Windows."""

    def of_people(self) -> WindowQuerySet:
        """Windows in which people log: neither a demonstration nor a rehearsal."""
        return self.filter(demonstration=False, rehearsal=False)

    def open_on(self, day: dt.date) -> WindowQuerySet:
        """Windows in which a conversation can be logged on `day`."""
        return self.filter(state=WindowState.OPEN, opens_on__lte=day, closes_on__gte=day)

    def due_to_open(self, day: dt.date) -> WindowQuerySet:
        """Planned windows whose first day has come."""
        return self.filter(state=WindowState.PLANNED, opens_on__lte=day)

    def due_to_close(self, day: dt.date) -> WindowQuerySet:
        """Open windows whose last day is over."""
        return self.filter(state=WindowState.OPEN, closes_on__lt=day)

    def due_for_release(self) -> WindowQuerySet:
        """Closed windows that nobody has released."""
        return self.filter(state=WindowState.CLOSED)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Sealed conversations."""

    def countable_in(self, window: str) -> EntryQuerySet:
        """What the release of `window` opens; nothing else may ask (a test reads the imports)."""
        return self.filter(window=window, sealed__isnull=False)


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases."""

    def newest_first(self) -> ReleaseQuerySet:
        """Every release that is shown, the latest window first."""
        shown = self.filter(window__rehearsal=False)
        return shown.select_related("window").order_by("-window__closes_on")


class TallyQuerySet(models.QuerySet["Tally"]):
    """Published cells."""

    def of(self, release: Release) -> TallyQuerySet:
        """The cells of one release."""
        return self.filter(release=release)
