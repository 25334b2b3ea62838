"""Planning a window by hand: what an operator may choose, until its keys are made."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction

from asks.models import Lab
from outcomes import keystore
from outcomes.errors import (
    BadWindowName,
    KeysMadeAlready,
    LabUnknown,
    NothingToDeliver,
    NotWholeMonths,
    WindowIsPast,
    WindowsOverlap,
    WindowUnknown,
    WrongWindowState,
)
from outcomes.first_windows import labs_with_most_positions
from outcomes.kinds import Custody, Kind, WindowState
from outcomes.models import Window
from outcomes.windows import catalogue_asks, plan_window, tables_for

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,15}")
_KEPT_FOR_TRIALS = re.compile(r"rehearsal|.*-demo", re.IGNORECASE)


@transaction.atomic
def plan_by_hand(
    name: str,
    opens_on: dt.date,
    closes_on: dt.date,
    *,
    today: dt.date,
    labs: Sequence[str] | None = None,
    kinds: Sequence[Kind] | None = None,
    custody: Custody | None = None,
) -> Window:
    """Plan a window, or plan it anew as long as it has no keys; what is left out is as in the window before.

    The first window has the labs of which most is known in public, conversations only, and custody `local`.
    Raises BadWindowName, NotWholeMonths, WindowIsPast, WindowsOverlap, LabUnknown, TooManyTables, NothingToDeliver,
    and WrongWindowState or KeysMadeAlready where a window of this name is past changing.
    """
    if not _NAME.fullmatch(name) or _KEPT_FOR_TRIALS.fullmatch(name):
        raise BadWindowName
    _require_days(opens_on, closes_on, today)
    _withdraw_former_plan(name)
    others = Window.objects.of_people()
    if others.filter(opens_on__lte=closes_on, closes_on__gte=opens_on).exists():
        raise WindowsOverlap
    before = others.filter(closes_on__lt=opens_on).order_by("closes_on").last()
    if kinds is None:
        kinds = tuple(Kind) if before else (Kind.CONVERSATION,)
    if before is None and Kind.DELIVERY in kinds:
        raise NothingToDeliver
    return plan_window(
        name,
        opens_on,
        closes_on,
        tables=_tables(labs, before),
        asks=catalogue_asks(),
        kinds=tuple(kind for kind in Kind if kind in kinds),
        custody=custody or (before.custody_mode if before else Custody.LOCAL),
    )


@transaction.atomic
def drop_plan(name: str) -> None:
    """Take back a window that never opened, with its keys: nobody can have drawn or logged anything in it.

    The way out when a printed key was spoilt. Raises WindowUnknown, or WrongWindowState once it has opened.
    """
    window = Window.objects.select_for_update().of_people().filter(pk=name).first()
    if window is None:
        raise WindowUnknown
    if window.state != WindowState.PLANNED:
        raise WrongWindowState
    window.delete()
    transaction.on_commit(lambda: keystore.forget(name))


def last_day_of(opens_on: dt.date, months: int) -> dt.date:
    """Return the last day of so many months from the first day of one."""
    number = opens_on.year * 12 + opens_on.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def _require_days(opens_on: dt.date, closes_on: dt.date, today: dt.date) -> None:
    _, last = calendar.monthrange(closes_on.year, closes_on.month)
    if opens_on.day != 1 or closes_on.day != last or closes_on < opens_on:
        raise NotWholeMonths
    if closes_on < today:
        raise WindowIsPast


def _withdraw_former_plan(name: str) -> None:
    former = Window.objects.select_for_update().filter(pk=name).first()
    if former is None:
        return
    if former.state != WindowState.PLANNED:
        raise WrongWindowState
    if former.key_set is not None:
        raise KeysMadeAlready
    former.delete()


def _tables(labs: Sequence[str] | None, before: Window | None) -> list[dict[str, str]]:
    if labs is None and before is not None:
        return before.tables
    if labs is None:
        return tables_for(labs_with_most_positions())
    known = list(Lab.objects.filter(slug__in=labs))
    if {lab.slug for lab in known} != set(labs):
        raise LabUnknown
    return tables_for(known)
