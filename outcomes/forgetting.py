"""Removing a trial window with all that came of it: for made-up people and numbers only."""

from __future__ import annotations

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction

from outcomes import keystore
from outcomes.models import BudgetEntry, Entry, Release, Window
from outcomes.querysets import WindowQuerySet


@transaction.atomic
def forget_windows(windows: WindowQuerySet) -> int:
    """Remove windows that are a demonstration or a rehearsal, whatever state they are in; returns how many.

    A window of people is passed over: what was published of one stays.
    """
    trials = windows.exclude(pk__in=Window.objects.of_people())
    names = list(trials.values_list("name", flat=True))
    Entry.objects.filter(window__in=names).delete()
    BudgetEntry.objects.filter(window__in=names).delete()
    # Simulated people who are still here because making them was cut short; nobody else draws there.
    get_user_model().objects.filter(sheets__window__in=names).delete()
    Release.objects.filter(window__in=names).delete()
    Window.objects.filter(name__in=names).delete()
    for name in names:
        transaction.on_commit(partial(keystore.forget, name))
    return len(names)
