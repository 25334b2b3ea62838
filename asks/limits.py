"""How much may be proposed in a short time. Counters are numbers in memory and die within the hour."""

from __future__ import annotations

import logging
import time

import redis
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

PROPOSALS_PER_MINUTE = 60
"""By all visitors together: more than curators can read."""
PROPOSALS_PER_HOUR = 10
"""From one network address; in Tor Browser many people share one."""
LOOK_UPS_PER_MINUTE = 240
"""By all visitors together: it slows guessing of references."""

MINUTE, HOUR = 60, 3600

logger = logging.getLogger(__name__)


def wait_before_proposing(request: HttpRequest) -> int:
    """Count one proposal; return 0 if it may be stored, else how many seconds to wait.

    The address is counted first, so that somebody over their own limit does not use up everybody's.
    Fails open: a lost memory must not keep corrections out.
    """
    try:
        return _wait(_visitor(request), PROPOSALS_PER_HOUR, HOUR) or _wait(
            "all", PROPOSALS_PER_MINUTE, MINUTE
        )
    except (redis.RedisError, ValueError):
        logger.warning("the limit of proposals is off: the cache cannot be reached")
        return 0


def wait_before_looking() -> int:
    """Count one look-up of a reference; return 0 if it may be done, else how many seconds to wait."""
    try:
        return _wait("look-ups", LOOK_UPS_PER_MINUTE, MINUTE)
    except (redis.RedisError, ValueError):
        logger.warning("the limit of look-ups is off: the cache cannot be reached")
        return 0


def _visitor(request: HttpRequest) -> str:
    """Return the keyed hash that stands for an address today, as sign-ups are counted by.

    The adapter knows how many proxies are trusted, and no caller of it ever sees an address.
    """
    try:
        return f"from-{get_adapter().get_client_ip(request)}"
    except PermissionDenied:  # No address reached us at all: they count as one visitor.
        return "from-nowhere"


def _wait(counted: str, most: int, period: int) -> int:
    """Count one more within this period; return the seconds that are left of it when it is one too many."""
    now = int(time.time())
    key = f"proposals-{counted}-{now // period}"
    cache.add(key, 0, timeout=period)
    return period - now % period if int(cache.incr(key)) > most else 0
