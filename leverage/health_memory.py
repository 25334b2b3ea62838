"""What processes tell each other about the machine's duty, under a few fixed keys of the memory that they share.

Never about people: no key is made of anything that was asked, and none says more exactly than by the hour when
something happened on a page where somebody could be alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

_SECONDS = 1.0
_HOUR = 3600
_PREFIX = "leverage:duty:"
_ERRORS = f"{_PREFIX}errors"
QUEUE = "celery"


class Pulse(StrEnum):
    """Who says every minute that it is alive."""

    BEAT = "beat"
    WORKER = "worker"


class Apart(StrEnum):
    """The pages whose errors are told by the hour alone, since one error there can be one person."""

    LOG = "log"
    PERSONAL = "personal"  # Accounts, curating, answers of labs, and whatever was sent with a form.


@contextmanager
def watching_memory() -> Iterator[redis.Redis]:
    """Give the shared memory, on a connection of its own that waits a second and tries once."""
    server = redis.Redis.from_url(
        settings.REDIS_URL,
        single_connection_client=True,
        socket_timeout=_SECONDS,
        socket_connect_timeout=_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        yield server
    finally:
        server.close()


def note_pulse(pulse: Pulse, memory_bytes: int = 0) -> None:
    """Note that a process did its minutely duty, and how large it is. Fails open: the duty is worth more."""
    with suppress(redis.RedisError), watching_memory() as memory:
        memory.set(_pulse_key(pulse), f"{int(time.time())} {memory_bytes}")


def pulse(memory: redis.Redis, which: Pulse) -> tuple[int, int] | None:
    """Return the second of a pulse and the size of its process; None when memory knows of none."""
    noted = memory.get(_pulse_key(which))
    if not isinstance(noted, bytes):
        return None
    second, size = noted.split()
    return int(second), int(size)


def note_error() -> None:
    """Count a server error on a page where nobody is alone. Fails open."""
    with suppress(redis.RedisError), watching_memory() as memory:
        memory.incr(_ERRORS)


def errors(memory: redis.Redis) -> int:
    """Return how many such errors there were since memory began."""
    noted = memory.get(_ERRORS)
    return int(noted) if isinstance(noted, bytes) else 0


def note_error_apart(pages: Apart) -> None:
    """Note that in this hour there was a server error on such pages. Fails open.

    The note lapses at a full hour: how long it has still to live would else tell the second in which it was made.
    """
    hour = _this_hour()
    with suppress(redis.RedisError), watching_memory() as memory:
        memory.set(_hour_key(pages, hour), 1, exat=(hour + 2) * _HOUR)


def had_error_last_hour(memory: redis.Redis, pages: Apart) -> bool:
    """Return whether there was one in the last hour that is over: the answer changes at full hours only."""
    return bool(memory.exists(_hour_key(pages, _this_hour() - 1)))


def queue_length(memory: redis.Redis) -> int:
    """Return how many nudges wait for a worker. Only the clock and operators make any; visits make none."""
    waiting = memory.llen(QUEUE)
    return waiting if isinstance(waiting, int) else 0


def _this_hour() -> int:
    return int(time.time()) // _HOUR


def _pulse_key(pulse: Pulse) -> str:
    return f"{_PREFIX}{pulse.value}"


def _hour_key(pages: Apart, hour: int) -> str:
    return f"{_PREFIX}error:{pages.value}:{hour}"
