"""Network addresses and names of accounts, made unrecognisable before anything counts them."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets

from django.core.cache import cache

DAY_SECONDS = 86_400
_KEY_NAME = "address-key"


def scrambled_address(address: str) -> str:
    """Return 16 hex digits that stand for an address today, and cannot be turned back tomorrow.

    An IPv6 address counts as its /64, since one visitor holds a whole one. The HMAC-SHA256 key is random, lives in the
    unpersisted store that all web workers share, and is replaced every day (privacy.md 2 and 6).
    """
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            prefix = str(parsed.ipv4_mapped)
        else:
            prefix = str(ipaddress.ip_network((parsed, 64), strict=False))
    else:
        prefix = str(parsed)
    return _scrambled(prefix)


def scrambled_name(name: str) -> str:
    """Return 16 hex digits that stand for the name of an account today, in whatever case it is typed.

    A bare hash would do for whoever holds a list of names; this one needs the key of the day as well.
    """
    return _scrambled(f"name:{name.lower()}")


def _scrambled(text: str) -> str:
    return hmac.new(_key_of_today(), text.encode(), hashlib.sha256).hexdigest()[:16]


def _key_of_today() -> bytes:
    # `add` is SET NX EX: of several workers asking at once, one wins and all read its key.
    cache.add(_KEY_NAME, secrets.token_bytes(32), timeout=DAY_SECONDS)
    key = cache.get(_KEY_NAME)
    return bytes(key)
