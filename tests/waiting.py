"""Waiting for what another process or thread does, no longer than it takes."""

from __future__ import annotations

import time
from collections.abc import Callable

_PAUSE = 0.02


def came_to_be(is_so: Callable[[], bool], seconds: float) -> bool:
    """Ask until it is so, or the time is over; return whether it came to be."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Ask until it is so; raises AssertionError when it never is."""
    assert came_to_be(is_so, seconds), f"It did not come to be within {seconds} seconds."
