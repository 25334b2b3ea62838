"""Celery's clock, which forgives the computer's own."""

from __future__ import annotations

from typing import Any

from celery.beat import PersistentScheduler

# Clocks that are kept right are corrected by less than this.
_A_MOMENT = 1.0


class ForgivingScheduler(PersistentScheduler):
    """Remembers when it last nudged, unless that lies ahead.

    A clock that was days ahead and is set right leaves a memory of nudges that are yet to come. Celery would wait for
    them, and nothing due would be done for as many days.
    """

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Nudge what is due; returns the seconds until it is worth to look again."""
        now = self.app.now()
        ahead = [
            entry
            for entry in self.schedule.values()
            if entry.last_run_at is not None
            and (entry.last_run_at - now).total_seconds() > _A_MOMENT
        ]
        for entry in ahead:
            entry.last_run_at = now
        if ahead:
            self._heap = None  # It is in the order of the wrong clock.
        seconds: float = super().tick(*args, **kwargs)
        return seconds
