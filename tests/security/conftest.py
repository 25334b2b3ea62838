"""The world of `tests.security.world`, made once for a test, and a memory that can be put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.conf import settings

from outcomes.models import Window
from tests.leverage.conftest import account, console, empty_memory, remembered, signed_in
from tests.outcomes.conftest import key_dir, ready_keys, signing_keys, window
from tests.security.world import Person, persons, things

__all__ = [
    "account",
    "console",
    "empty_memory",
    "key_dir",
    "ready_keys",
    "remembered",
    "signed_in",
    "signing_keys",
    "window",
]


@pytest.fixture
def world(on_the_day: dt.date, window: Window, empty_memory: None) -> dict[str, Person]:
    """Let there be everything and everybody, on a day on which a window is open."""
    things()
    return persons()


@pytest.fixture
def put_back(memory: redis.Redis) -> Callable[[], Callable[[], None]]:
    """Return what notes the memory of this moment and returns what puts it back: sessions, and no counters."""
    names = f"{settings.CACHES['default']['KEY_PREFIX']}:*"

    def note() -> Callable[[], None]:
        kept: dict[bytes, Any] = {name: memory.get(name) for name in memory.scan_iter(names)}

        def back() -> None:
            there = set(memory.scan_iter(names))
            with memory.pipeline() as pipe:
                for name in there - kept.keys():
                    pipe.delete(name)
                for name, value in kept.items():
                    pipe.set(name, value, ex=7200)
                pipe.execute()

        return back

    return note
