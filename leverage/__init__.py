"""Wiring: settings, URLs, Celery, the account, and everything needed to run it all locally."""

from leverage.celery import app as celery_app

__all__ = ["celery_app"]
