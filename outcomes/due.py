"""What is due, read from the database and from nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, transaction

from outcomes import keystore
from outcomes.errors import WrongWindowState
from outcomes.kinds import WindowState
from outcomes.models import Window
from outcomes.querysets import WindowQuerySet
from outcomes.windows import catalogue_asks, close_window, half_year, open_window, plan_window


def open_due_windows(today: dt.date) -> list[str]:
    """Open every planned window whose day has come; returns their names."""
    _plan_successor(today)
    return _each(Window.objects.due_to_open(today), open_window)


def close_due_windows(today: dt.date) -> list[str]:
    """Close every open window whose last day is over; returns their names."""
    return _each(Window.objects.due_to_close(today), close_window)


def windows_to_release() -> list[str]:
    """Return the names of windows whose release is to be made or finished, the oldest first.

    A process that died right after its release left the keys behind: releasing again destroys them.
    """
    released = Window.objects.filter(state=WindowState.RELEASED)
    unfinished = [window for window in released if keystore.holds_keys(window.name)]
    return [window.name for window in (*unfinished, *Window.objects.due_for_release())]


def _each(windows: WindowQuerySet, step: Callable[[str], Window]) -> list[str]:
    """Take a step with each window; returns the names of those that nobody else took it with meanwhile."""
    done = []
    for name in list(windows.values_list("name", flat=True)):
        with suppress(WrongWindowState):
            done.append(step(name).name)
    return done


def _plan_successor(today: dt.date) -> None:
    """When the last real window is over and nobody planned another, go on with the same tables.

    Tables are never chosen by looking at open rows (privacy.md 3): carrying them over looks at nothing.
    """
    name, opens_on, closes_on = half_year(today)
    last = Window.objects.filter(demonstration=False).order_by("closes_on").last()
    if last is None or last.closes_on >= today or Window.objects.filter(name=name).exists():
        return
    # Two processes may come here at once: the name is unique, and one plan is enough.
    with suppress(IntegrityError), transaction.atomic():
        plan_window(
            name,
            opens_on,
            closes_on,
            tables=last.tables,
            asks=catalogue_asks(),
            custody=last.custody_mode,
        )
