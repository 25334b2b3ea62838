"""Celery: a nudge. The database says what is due (see `outcomes.tasks`)."""

import os
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, beat_init, task_success, worker_init

from leverage.database_history import KeepsHistory, refuse_history
from leverage.health_memory import Pulse, note_pulse
from leverage.metrics_machine import own_memory

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


_MINUTELY = "outcomes.tasks.do_what_is_due"


@after_task_publish.connect(sender=_MINUTELY)
def beat_lives(**kwargs: Any) -> None:
    """Note that the clock nudges: nobody else sends this."""
    note_pulse(Pulse.BEAT)


@task_success.connect
def worker_lives(sender: Any, **kwargs: Any) -> None:
    """Note that a worker did the minutely duty, and how large it is."""
    if sender.name == _MINUTELY:
        note_pulse(Pulse.WORKER, own_memory())
