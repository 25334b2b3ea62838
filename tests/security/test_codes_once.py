"""A code of an app counts once, for as long as it would count at all (RFC 6238, section 5.2)."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client

from leverage.models import User
from tests.leverage.second_factor import FACTORS, code, sign_in, staff, with_app

__all__ = ["staff", "with_app"]

pytestmark = pytest.mark.django_db
# A period of thirty seconds begins here.
BEGIN = dt.datetime(2026, 11, 23, 14, 7, 30, tzinfo=dt.UTC)


def shown(given: str) -> bool:
    """Return whether somebody who has the password gets in with this code."""
    client = Client()
    sign_in(client)
    client.post(f"{FACTORS}authenticate/", {"code": given})
    return get_user(client).is_authenticated


@pytest.mark.parametrize("later", [0, 29, 31, 59])
def test_a_code_of_an_app_counts_once_as_long_as_it_is_right(with_app: User, later: int) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        given = code()
        assert shown(given)
        clock.shift(later)
        forget_what_allauth_remembers(given)
        assert not shown(given)
        fresh = code()
        assert shown(fresh) is (fresh != given)


def test_a_code_of_the_period_before_counts_and_an_older_one_does_not(with_app: User) -> None:
    with time_machine.travel(BEGIN, tick=False) as clock:
        given = code()
        clock.shift(59)
        assert shown(given)
        clock.shift(30)
        second = code()
        clock.shift(61)
        assert not shown(second)


def forget_what_allauth_remembers(given: str) -> None:
    """End its own note of a used code: it lasts thirty seconds by the clock of the store, which no test moves."""
    instance = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    cache.delete(TOTP(instance)._get_used_cache_key(given))
