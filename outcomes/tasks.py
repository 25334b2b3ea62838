"""Thin tasks. A message is a nudge and carries a window's name at most; the database says what is due."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone

from asks.lab_proof import OUTSIDE
from outcomes import dkim_keys, due, releases, storage, window_status
from outcomes.errors import Refusal

logger = logging.getLogger(__name__)

_A_DAY = 24 * 60 * 60
# A hundred thousand conversations take twenty seconds where little else is done, and minutes on a slow computer.
# Meanwhile the queue delivers the message again and again, and whoever takes it gives way (outcomes.releases).
_RELEASE_SOFT_LIMIT, _RELEASE_HARD_LIMIT = 30 * 60, 31 * 60


@shared_task(name="outcomes.tasks.do_what_is_due")
def do_what_is_due() -> None:
    """Three times a minute: open and close the windows whose day has come, and ask for releases that are due.

    A window whose key custodians hold waits for them; one line a day says so.
    Harmless when run twice: each step starts from the state that the former left.
    """
    today = timezone.now().date()
    due.open_due_windows(today)
    due.close_due_windows(today)
    due.finish_closing()
    for name in due.windows_to_release():
        release_window.delay(name)
    for name in due.windows_that_wait(today):
        # Once a day: this runs all the time, and a custodian may take weeks.
        if cache.add(f"said-to-wait:{today}:{name}", 1, timeout=_A_DAY):
            logger.info("%s waits for an operator or a custodian: see /curate/windows/", name)


@shared_task(
    name="outcomes.tasks.release_window",
    soft_time_limit=_RELEASE_SOFT_LIMIT,
    time_limit=_RELEASE_HARD_LIMIT,
)
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
    except DatabaseError as error:
        # The type only, for the same reason as below. It was rolled back, and comes again in a minute.
        logger.error("release of %s failed: %s", window, type(error).__name__)
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
        complete = storage.rewrite()
        window_status.note_rewrite(timezone.now())
        if not complete:
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
