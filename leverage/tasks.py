"""Thin tasks about backups. What is due is read from the folder and the database; a message carries nothing."""

from __future__ import annotations

import logging
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from leverage.backups import folder as folders
from leverage.backups.errors import BackupRefused
from leverage.backups.lasting import write_list
from leverage.backups.making import back_up, place_of_backups
from leverage.backups.sealed import recipients_of
from outcomes.models import Release

logger = logging.getLogger(__name__)

_AN_HOUR = 60 * 60


@shared_task(name="leverage.tasks.look_after_backups")
def look_after_backups() -> None:
    """Every minute: write down what must not return with a backup, and remove backups whose time is over.

    Does nothing where no folder for backups is set. Harmless when run twice.
    """
    if settings.BACKUP_DIR is None:
        return
    try:
        folder = place_of_backups()
        folders.tidy(folder, timezone.now().date())
        write_list(folder, recipients_of(settings.BACKUP_RECIPIENTS, one_will_do=True))
        for window in _releases_without_backup(folder):
            back_up_site.delay(window)
    except (BackupRefused, OSError) as error:
        # Once an hour, and the type only: words about a file could name where it lies.
        if cache.add("said-that-backups-fail", 1, timeout=_AN_HOUR):
            logger.error("looking after backups failed: %s", type(error).__name__)


@shared_task(name="leverage.tasks.back_up_site", soft_time_limit=600, time_limit=630)
def back_up_site(window: str) -> None:
    """Back the site up after a release, which no older backup knows. Harmless when run twice."""
    try:
        # How many custodians there have to be was settled when the first backup was made.
        back_up(one_custodian=True, after_release=window)
        logger.info("release of %s: backed up", window)
    except BackupRefused as refusal:
        logger.info(
            "release of %s: not backed up yet: %s", window, type(refusal.__cause__).__name__
        )


def _releases_without_backup(folder: Path) -> list[str]:
    """Return the windows released lately, of which no backup of the site was made since."""
    kept = folders.kept_in(folder)
    there = {one.release for one in kept}
    latest = max((one.day for one in kept if not one.window), default=None)
    rows = Release.objects.filter(window__rehearsal=False).order_by("published_on")
    return [
        name
        for name, day in rows.values_list("window_id", "published_on")
        if name not in there and (latest is None or latest <= day)
    ]
