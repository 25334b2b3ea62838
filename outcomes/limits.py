"""One limit for everybody together: it slows guessing and counts nobody."""

from __future__ import annotations

import logging
import time

import redis
from django.core.cache import cache

RECEIPTS_PER_MINUTE = 240

logger = logging.getLogger(__name__)


def receipts_are_busy() -> bool:
    """Return whether receipts were tried too often within this minute, by all visitors together.

    Fails open: eight words of 103 bits are not guessed, and a lost memory must not lock people out.
    """
    key = f"receipts-{int(time.time() // 60)}"
    try:
        cache.add(key, 0, timeout=120)
        return int(cache.incr(key)) > RECEIPTS_PER_MINUTE
    except (redis.RedisError, ValueError):
        logger.warning("the receipt limit is off: the cache cannot be reached")
        return False
