"""Celery: a nudge. The database says what is due (see `outcomes.tasks`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leverage.settings")

app = Celery("leverage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
