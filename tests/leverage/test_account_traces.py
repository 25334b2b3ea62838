"""What signing up, in and again leaves behind: no name and no moment, in no table and no session."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.cache import cache
from django.test import Client, RequestFactory

from leverage import session_privacy
from leverage.accounts import AccountAdapter
from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.soft_key import SoftKey, add_key, show_again, sign_in_with, sign_up_with

pytestmark = pytest.mark.django_db

# No hour, no five minutes and no year begins here.
MOMENT = dt.datetime(2026, 11, 23, 14, 7, 41, 234_567, tzinfo=dt.UTC)
HOUR, STEP = 3600, 300
NEW_YEAR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
EXACT = re.compile(r"2026-11-23|14:07|1795442861")


def by_password(client: Client) -> None:
    form = {"username": NAME, "password1": PASSWORD, "password2": PASSWORD}
    client.post("/account/signup/", form)
    client.post("/account/logout/")
    client.post("/account/login/", {"login": NAME, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def by_passkey(client: Client) -> None:
    key = SoftKey()
    sign_up_with(client, key, NAME)
    client.post("/account/logout/")
    sign_in_with(client, key)
    show_again(client, key)
    add_key(client, SoftKey())


def by_code(client: Client) -> None:
    codes = sign_up_with(Client(), SoftKey(), NAME)
    client.post("/account/login/code/", {"login": NAME, "code": codes[0]})


PATHS = [by_password, by_passkey, by_code]


def times_in(session: Any) -> list[tuple[Any, bool]]:
    """Return the times of a session's notes, and whether allauth will ask how old each is."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    return [(record["at"], bool(record.get("reauthenticated"))) for record in records]


def assert_vague(client: Client) -> None:
    found = dict(client.session)
    assert NAME not in str(found)
    assert not EXACT.search(str(found))
    times = times_in(found)
    assert times
    for at, shown_again in times:
        assert at % (STEP if shown_again else HOUR) == 0


@pytest.fixture(autouse=True)
def at_the_moment(db: None) -> Any:
    """Let time stand still at a moment that can be found again."""
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.mark.parametrize("path", PATHS)
def test_a_session_says_how_and_neither_whom_nor_when(
    client: Client, path: Callable[[Client], None]
) -> None:
    path(client)
    assert_vague(client)


@pytest.mark.parametrize("path", PATHS)
def test_without_the_listener_it_would_say_when(
    client: Client, path: Callable[[Client], None]
) -> None:
    uid = "leverage.session_privacy"
    assert authentication_step_completed.disconnect(dispatch_uid=uid)
    try:
        path(client)
        with pytest.raises(AssertionError):
            assert_vague(client)
    finally:
        session_privacy.keep_sessions_vague()


@pytest.mark.parametrize("path", PATHS)
def test_no_table_holds_a_moment(client: Client, path: Callable[[Client], None]) -> None:
    path(client)
    assert {factor.created_at for factor in Authenticator.objects.all()} <= {NEW_YEAR}
    assert not Authenticator.objects.exclude(last_used_at=None).exists()
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            assert not EXACT.search(str(row)), model


@pytest.mark.parametrize("path", PATHS)
def test_the_name_stands_in_one_column_and_nowhere_in_the_memory(
    client: Client, path: Callable[[Client], None], remembered: Callable[[], bytes]
) -> None:
    path(client)
    assert b"session" in remembered()
    assert NAME.encode() not in remembered()
    holding = {
        model
        for model in apps.get_models(include_auto_created=True)
        for row in model._default_manager.values()
        if NAME in str(row)
    }
    assert holding == {User}


def test_the_notes_of_allauth_lie_where_they_are_looked_for() -> None:
    assert session_privacy.RECORDS == AUTHENTICATION_METHODS_SESSION_KEY


# -- Counters of failed sign-ins ------------------------------------------------------------------------------


def counted_by(adapter: type[Any], name: str) -> str:
    request = RequestFactory().post("/account/login/")
    key = adapter(request)._get_login_attempts_cache_key(request, username=name)
    return hashlib.sha256(key.encode()).hexdigest()


def guessed(name: str) -> str:
    """Return what somebody who reads the memory computes from a name, without the key of the day."""
    return hashlib.sha256(f"testserver:{name}".encode()).hexdigest()


def test_failed_sign_ins_are_counted_under_a_keyed_hash(remembered: Callable[[], bytes]) -> None:
    Client().post("/account/login/", {"login": NAME, "password": "wrong"})
    held = remembered()
    assert counted_by(AccountAdapter, NAME).encode() in held
    assert guessed(NAME).encode() not in held
    # The twin: allauth's own counter can be guessed.
    assert counted_by(DefaultAccountAdapter, NAME) == guessed(NAME)


def test_the_key_is_of_the_day_and_capital_letters_make_no_difference() -> None:
    before = counted_by(AccountAdapter, NAME)
    assert counted_by(AccountAdapter, NAME.upper()) == before
    assert counted_by(AccountAdapter, "other") != before
    cache.delete("address-key")
    assert counted_by(AccountAdapter, NAME) != before
