"""Deploy-time checks of our own; `manage.py check --deploy` runs them beside Django's."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def key_folder_is_private(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The folder of window keys must be readable by its owner alone (privacy.md 2)."""
    folder = Path(settings.KEY_DIR)
    if not folder.exists() or not stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return []
    hint = "Run chmod 700 on the folder that LEVERAGE_KEY_DIR names."
    return [Error("Others can read the folder of window keys.", hint=hint, id="leverage.E001")]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A wildcard would let anybody choose the host name that redirects are built with."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Name the site's hosts in ALLOWED_HOSTS, separated by commas."
    return [Error("ALLOWED_HOSTS holds a wildcard.", hint=hint, id="leverage.E002")]


@register(Tags.security, deploy=True)
def sessions_leave_no_trace(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Sessions belong into memory: a table of them would say who was here and until when."""
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.cache":
        return []
    return [Error("Sessions must be kept in the cache only.", id="leverage.E003")]
