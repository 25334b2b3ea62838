"""Celery: a nudge. The database says what is due (see `outcomes.tasks`)."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init

from leverage.database_history import KeepsHistory, refuse_history

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leverage.settings")

app = Celery("leverage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def keep_no_history(**kwargs: Any) -> None:
    """Let worker and beat start only where the web process would (privacy.md 5)."""
    try:
        refuse_history()
    except KeepsHistory as refusal:
        # Celery writes down what a receiver raises and goes on; it does not hold an exit back.
        raise SystemExit(str(refusal)) from refusal
