"""Second factors without times: otherwise each sign-in of staff would leave its exact moment (privacy.md 6)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db.models.signals import pre_save

_VIEWED = 1  # allauth asks only whether the codes were shown, and would note when.


def keep_times_out() -> None:
    """Empty what allauth writes about time beside a second factor. For `AppConfig.ready`.

    The table is allauth's and its adapter has no say in saving. So this listens to Django's own
    signal before a save, which also covers ways of saving that a later release may add.
    """
    model = apps.get_model("mfa", "Authenticator")
    model.record_usage = _record_nothing
    pre_save.connect(_scrub, sender=model, dispatch_uid="leverage.mfa_privacy")


def _record_nothing(self: Any) -> None:
    """Stand in for what would store the moment of each use."""


def _scrub(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """Leave of all times only the year in which a factor was made."""
    instance.last_used_at = None
    instance.created_at = dt.datetime(instance.created_at.year, 1, 1, tzinfo=dt.UTC)
    if instance.data.get("viewed_at"):
        instance.data["viewed_at"] = _VIEWED
