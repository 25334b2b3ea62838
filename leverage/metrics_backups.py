"""How old the last backup is, by the day in its name."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings

from leverage.backups.folder import newest_day


def backup_age(now: dt.datetime) -> float | None:
    """Return the seconds since the day of the last backup began; infinite without one, None where none are made."""
    if settings.BACKUP_DIR is None:
        return None
    try:
        day = newest_day(settings.BACKUP_DIR)
    except OSError:  # No folder, or one that cannot be read, is no backup.
        day = None
    if day is None:
        return math.inf
    began = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
    return max(0.0, (now - began).total_seconds())
