"""Sessions that say how one signed in, and neither as whom nor exactly when (privacy.md 6)."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from django.http import HttpRequest

# allauth's own name for its notes, spelt out: the module that has it needs the tables, and this one is
# imported before there are any. A test compares the two.
RECORDS = "account_authentication_methods"

_HOUR = 3600
# allauth asks of these alone how old they are, against a setting that allows for the rounding.
REAUTHENTICATION_STEP = 300
_KEPT = ("method", "type", "passwordless", "reauthenticated")


def keep_sessions_vague() -> None:
    """Shorten each note that allauth takes of a sign-in. For `AppConfig.ready`.

    allauth has no hook of its adapter after the note, but a signal; every way in sends it.
    """
    authentication_step_completed.connect(_shorten, dispatch_uid="leverage.session_privacy")


def _shorten(sender: type[Any], request: HttpRequest, **kwargs: Any) -> None:
    records = request.session[RECORDS] = [_vague(record) for record in request.session[RECORDS]]
    # A sign-in gets a new key by itself. Whoever held the old one must not gain what was just shown.
    if records[-1].get("reauthenticated"):
        request.session.cycle_key()


def _vague(record: dict[str, Any]) -> dict[str, Any]:
    step = REAUTHENTICATION_STEP if record.get("reauthenticated") else _HOUR
    kept = {name: record[name] for name in _KEPT if name in record}
    return {**kept, "at": int(record["at"]) // step * step}
