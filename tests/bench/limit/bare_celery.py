"""A bare Celery application: every default, and a task that does nothing."""

import os

from celery import Celery

app = Celery("bare", broker=os.environ["BENCH_BROKER"])


@app.task(name="bare.nothing")
def nothing(window: str) -> None:
    """Take as much as the site's nudge carries, and do nothing."""
