"""A way through everything that does background work: queue, worker, one of its processes, database, and back."""

from __future__ import annotations

import secrets
import time

import redis
from django.conf import settings
from kombu.exceptions import OperationalError

from leverage.celery import app

# A nudge for a window that nobody planned: the task asks the database, finds nothing, and does nothing.
_NUDGE, _NO_WINDOW = "outcomes.tasks.release_window", "9999H1"
_TIMEOUT = 1.0
_PAUSE = 0.05
_AGAIN = 1.0


class RoundTrip:
    """Nudges whose end the worker tells us through a queue of our own."""

    def __init__(self) -> None:
        self._answers = f"drill-{secrets.token_hex(6)}"

    def send(self) -> bool:
        """Send the nudge; returns whether the queue took it."""
        answer = app.signature("drill.answer", queue=self._answers, immutable=True)
        try:
            with app.connection_for_write(transport_options={"socket_timeout": _TIMEOUT}) as way:
                app.send_task(_NUDGE, [_NO_WINDOW], link=answer, connection=way, retry=False)
        except (OperationalError, redis.RedisError, OSError):
            return False
        return True

    def is_back(self) -> bool:
        """Return whether the worker has done what was asked."""
        memory = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=_TIMEOUT)
        try:
            return memory.lpop(self._answers) is not None
        except redis.RedisError:
            return False
        finally:
            memory.close()


def goes_round(patience: float) -> bool:
    """Return whether a nudge came back in time. It is sent anew every second: what was in memory may be lost."""
    deadline = time.monotonic() + patience
    trip = RoundTrip()
    while time.monotonic() < deadline:
        sent = trip.send()
        again = time.monotonic() + _AGAIN
        while sent and time.monotonic() < again:
            if trip.is_back():
                return True
            time.sleep(_PAUSE)
        time.sleep(_PAUSE)
    return False
