"""Deploy-time checks of our own; `manage.py check --deploy` runs them beside Django's."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import Error as DatabaseFault
from django.http.request import split_domain_port, validate_host

from leverage import database_history
from leverage.backups.errors import BackupRefused
from leverage.backups.sealed import FEWEST_RECIPIENTS, recipients_of


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
def log_host_is_served(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A host for the log pages must be answered to, and be another one than the site's."""
    found: list[CheckMessage] = []
    if not settings.LOG_HOST:
        return found
    name, _port = split_domain_port(settings.LOG_HOST)
    if not validate_host(name, settings.ALLOWED_HOSTS):
        hint = "Add the host that LEVERAGE_LOG_HOST names to ALLOWED_HOSTS."
        found.append(Error("The log pages' host is not served.", hint=hint, id="leverage.E006"))
    if urlsplit(settings.ORIGIN).netloc == settings.LOG_HOST:
        hint = "Give LEVERAGE_LOG_HOST a host name of its own, or leave it out."
        found.append(Error("The log pages' host is the site's own.", hint=hint, id="leverage.E007"))
    return found


@register(Tags.security, deploy=True)
def sessions_leave_no_trace(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Sessions belong into memory: a table of them would say who was here and until when."""
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.cache":
        return []
    return [Error("Sessions must be kept in the cache only.", id="leverage.E003")]


@register(Tags.security, deploy=True)
def backups_can_be_opened(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Where backups are to be made, two people must be able to open them: one may lose the key."""
    if settings.BACKUP_DIR is None:
        return []
    try:
        found = recipients_of(settings.BACKUP_RECIPIENTS, one_will_do=True)
    except BackupRefused as refusal:
        return [Error("Backups cannot be made.", hint=str(refusal), id="leverage.E008")]
    if len(found) >= FEWEST_RECIPIENTS:
        return []
    hint = "Name a second public age key in LEVERAGE_BACKUP_RECIPIENTS."
    return [Caution("One person alone can open backups.", hint=hint, id="leverage.W008")]


@register(Tags.security, deploy=True)
def database_keeps_no_history(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A history of who wrote what and when would undo what pages promise (privacy.md 5).

    Not an error where an operator publishes why it is kept, nor while somebody develops.
    """
    try:
        found = database_history.findings()
    except DatabaseFault:
        # Without the fault's own text: it can hold an address or a name.
        return [Error("The database did not say whether it keeps history.", id="leverage.E005")]
    hint = database_history.HINT
    if settings.DEBUG or database_history.kept_history():
        return [Caution(str(one), hint=hint, id="leverage.W004") for one in found]
    return [Error(str(one), hint=hint, id="leverage.E004") for one in found]


@register(Tags.database)
def database_keeps_no_history_before_migrating(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse at `migrate` too, which `manage.py up` and every deployment begin with."""
    return database_keeps_no_history(app_configs) if databases else []
