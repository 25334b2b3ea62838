"""Thin tasks. A message is a nudge and carries a window's name at most; the database says what is due."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from outcomes import due, releases
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
