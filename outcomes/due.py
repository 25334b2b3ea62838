"""What is due, read from the database and from nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress

from django.db import IntegrityError, transaction

from outcomes import keystore
from outcomes.errors import NotItsDay, Refusal, WindowUnknown, WrongWindowState
from outcomes.kinds import Custody, Kind, WindowState
from outcomes.models import Window
from outcomes.querysets import WindowQuerySet
from outcomes.windows import catalogue_asks, close_window, half_year, open_window, plan_window

HANDING_OVER = dt.timedelta(days=30)
"""How long before its first day a window with custodians is planned: they have to be handed its key."""


def open_due_windows(today: dt.date) -> list[str]:
    """Open every planned window whose day has come; returns their names.

    One whose custodians were not handed its key yet waits for an operator.
    """
    _plan_successor(today)
    return _each(_ours().due_to_open(today), open_window)


def close_due_windows(today: dt.date) -> list[str]:
    """Close every open window whose last day is over; returns their names."""
    return _each(_ours().due_to_close(today), close_window)


def open_on_its_day(name: str, today: dt.date) -> Window:
    """Open one window for an operator; raises NotItsDay before its first day, and what `open_window` raises."""
    window = _planned_or_running(name, WindowState.PLANNED)
    if today < window.opens_on:
        raise NotItsDay
    return open_window(name)


def close_after_its_end(name: str, today: dt.date) -> Window:
    """Close one window for an operator; raises NotItsDay until its last day is over, and what `close_window` raises."""
    window = _planned_or_running(name, WindowState.OPEN)
    if today <= window.closes_on:
        raise NotItsDay
    return close_window(name)


def windows_to_release() -> list[str]:
    """Return the names of windows whose release is to be made or finished, the oldest first.

    A process that died right after its release left the keys behind: releasing again destroys them. A window whose key
    custodians hold is not named until they brought it.
    """
    released = _ours().filter(state=WindowState.RELEASED)
    unfinished = [window for window in released if keystore.holds_keys(window.name)]
    ready = _ours().due_for_release().exclude(custody=Custody.CUSTODIANS)
    return [window.name for window in (*unfinished, *ready)]


def windows_that_wait(today: dt.date) -> list[str]:
    """Return the names of windows that go on only when an operator or a custodian does something, the oldest first."""
    custodians = _ours().filter(custody=Custody.CUSTODIANS)
    without_keys = custodians.filter(opens_on__lte=today + HANDING_OVER, key_set__isnull=True)
    to_be_counted = custodians.due_for_release()
    waiting = (without_keys.filter(state=WindowState.PLANNED) | to_be_counted).distinct()
    return list(waiting.values_list("name", flat=True))


def finish_closing() -> None:
    """Destroy signing keys that a process left behind which died right after it had closed a window."""
    for window in _ours().filter(state=WindowState.CLOSED):
        keystore.destroy_signing_keys(window.name)


def _ours() -> WindowQuerySet:
    """All but rehearsals, whose steps their own process takes."""
    return Window.objects.filter(rehearsal=False)


def _planned_or_running(name: str, wanted: WindowState) -> Window:
    """Return a window; raises WindowUnknown, or WrongWindowState before anything is said of its days."""
    window = Window.objects.filter(pk=name).first()
    if window is None:
        raise WindowUnknown
    if window.state != wanted:
        raise WrongWindowState
    return window


def _each(windows: WindowQuerySet, step: Callable[[str], Window]) -> list[str]:
    """Take a step with each window; returns the names of those that nothing kept from it.

    Somebody else may have taken it meanwhile; one that may not be taken must not keep back the others.
    """
    done = []
    for name in list(windows.values_list("name", flat=True)):
        with suppress(Refusal):
            done.append(step(name).name)
    return done


def _plan_successor(today: dt.date) -> None:
    """When the last real window is over and nobody planned another, go on with the same tables.

    Tables are never chosen by looking at open rows (privacy.md 3): carrying them over looks at nothing.
    Where custodians are to be handed a key, it is planned a month ahead.
    """
    last = Window.objects.of_people().order_by("closes_on").last()
    if last is None:
        return
    ahead = HANDING_OVER if last.custody_mode is Custody.CUSTODIANS else dt.timedelta(0)
    earliest = last.closes_on + dt.timedelta(days=1)
    begins = max(earliest, today)
    name, opens_on, closes_on = half_year(begins)
    if begins > today + ahead or Window.objects.filter(name=name).exists():
        return
    # Two processes may come here at once: the name is unique, and one plan is enough.
    with suppress(IntegrityError), transaction.atomic():
        plan_window(
            name,
            max(opens_on, earliest),
            closes_on,
            tables=last.tables,
            asks=catalogue_asks(),
            # An earlier window has answers that labs can have kept or broken since.
            kinds=tuple(Kind),
            custody=last.custody_mode,
        )
