"""Thin tasks. A message is a nudge and carries a window's name at most; the database says what is due."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from asks.lab_proof import OUTSIDE
from outcomes import dkim_keys, due, releases, storage
from outcomes.errors import Refusal

logger = logging.getLogger(__name__)


@shared_task(name="outcomes.tasks.do_what_is_due")
def do_what_is_due() -> None:
    """Every minute: open and close the windows whose day has come, and ask for releases that are due.

    Harmless when run twice: each step starts from the state that the former left.
    """
    today = timezone.now().date()
    due.open_due_windows(today)
    due.close_due_windows(today)
    for name in due.windows_to_release():
        release_window.delay(name)


@shared_task(name="outcomes.tasks.release_window")
def release_window(window: str) -> None:
    """Publish one closed window.

    Runs when `do_what_is_due` or an operator asks. A second run finds it published and does nothing more than finish
    what a killed process left undone.
    """
    try:
        published = releases.release_window(window)
    except Refusal as refusal:
        # The type says why: under way elsewhere, not due, or its key is not here yet.
        logger.info("release of %s: %s", window, type(refusal).__name__)
        return
    if published.first_time:
        logger.info("release of %s: published", window)
        # What was just deleted is still in files until rows are rewritten. If this is lost, the hourly one comes.
        rewrite_rows.delay()


@shared_task(name="outcomes.tasks.rewrite_rows")
def rewrite_rows() -> None:
    """Every hour, and after a release: take from rows what tells when they came.

    Harmless when run twice; a second one at once is refused.
    """
    try:
        if not storage.rewrite():
            logger.info("rewriting rows: files keep former versions until the next run")
    except Refusal as refusal:
        logger.info("rewriting rows: %s", type(refusal).__name__)
    except DatabaseError as error:
        # The type only: the database's own words could quote a row.
        logger.error("rewriting rows failed, no value was changed: %s", type(error).__name__)


@shared_task(name="outcomes.tasks.refresh_dkim_keys")
def refresh_dkim_keys() -> None:
    """Every night: collect the keys that labs sign their mail with.

    Harmless when run twice. At a fixed minute, so that the labs' name servers learn nothing from it.
    """
    dkim_keys.refresh_keys(OUTSIDE.resolver, timezone.now().date())
