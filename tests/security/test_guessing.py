"""Guessing is slow: what counts, where it stops, what the counters hold, and what happens without the memory."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user
from django.core.cache import caches
from django.test import Client
from pytest_django import Settings

from asks.limits import LOOK_UPS_PER_MINUTE, PROPOSALS_PER_HOUR
from leverage import settings_accounts
from leverage.models import User
from outcomes.limits import RECEIPTS_PER_MINUTE
from tests.asks.factories import make_ask
from tests.leverage.conftest import NAME, PASSWORD
from tests.leverage.second_factor import FACTORS, SECRET, code, sign_in
from tests.security.world import Person

pytestmark = pytest.mark.django_db

LOGIN, RECOVER, KEY = "/account/login/", "/account/login/code/", "/account/login/passkey/"
WAIT = b"Too many tries in a short time."
MARKED = "203.0.113.77"


def guess(number: int = 0, *, login: str = NAME, address: str = MARKED) -> Any:
    """Send a wrong password."""
    client = Client(REMOTE_ADDR=address)
    return client.post(LOGIN, {"login": login, "password": f"wrong-{number}"})


# -- Where it stops ------------------------------------------------------------------------------------


def test_a_name_is_guessed_five_times_in_five_minutes_from_wherever(account: User) -> None:
    for number in range(5):
        assert WAIT not in guess(number, address=f"203.0.113.{number}").content
    assert WAIT in guess(address="198.51.100.1").content
    right = Client(REMOTE_ADDR="198.51.100.2").post(LOGIN, {"login": NAME, "password": PASSWORD})
    assert WAIT in right.content


@pytest.mark.parametrize(
    "written", [NAME.upper(), f" {NAME} ", NAME.title(), NAME.replace("k", "\u212a")]
)
def test_another_way_to_write_a_name_counts_with_it(account: User, written: str) -> None:
    for number in range(5):
        guess(number, address=f"203.0.113.{number}")
    assert WAIT in guess(login=written, address="198.51.100.1").content


def test_ten_wrong_names_a_minute_come_from_one_address() -> None:
    answers = [guess(login=f"name-{number}") for number in range(11)]
    assert [WAIT in answer.content for answer in answers] == [False] * 10 + [True]
    assert WAIT not in guess(login="name-11", address="198.51.100.1").content


def test_names_that_nobody_has_are_counted_alike(account: User) -> None:
    seen = {}
    for name in (NAME, "nobody-here-1"):
        answers = [guess(number, login=name, address=f"203.0.113.{number}") for number in range(7)]
        seen[name] = [(answer.status_code, WAIT in answer.content) for answer in answers]
    assert seen[NAME] == seen["nobody-here-1"]


def test_codes_of_a_second_factor_are_guessed_five_times_in_five_minutes(account: User) -> None:
    account.is_staff = True
    account.save()
    TOTP.activate(account, SECRET)
    for path in ("authenticate/", "reauthenticate/"):
        client = Client()
        sign_in(client)
        wrong = [number for number in range(7) if f"{number:06}" != code()]
        for number in wrong[:5]:
            client.post(f"{FACTORS}{path}", {"code": f"{number:06}"})
        answer = client.post(f"{FACTORS}authenticate/", {"code": code()})
        assert WAIT in answer.content
        assert not get_user(client).is_authenticated


def test_a_code_of_an_app_counts_once(account: User) -> None:
    account.is_staff = True
    account.save()
    TOTP.activate(account, SECRET)
    seen = code()
    for expected in (True, False):
        client = Client()
        sign_in(client)
        client.post(f"{FACTORS}authenticate/", {"code": seen})
        assert get_user(client).is_authenticated is expected


def test_recovery_codes_are_guessed_five_times_in_five_minutes(account: User) -> None:
    right = RecoveryCodes.activate(account).get_unused_codes()[0]
    for number in range(5):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        assert client.post(RECOVER, {"login": NAME, "code": "0000-0000-0000"}).status_code == 400
    last = Client(REMOTE_ADDR="198.51.100.1").post(RECOVER, {"login": NAME, "code": right})
    assert last.status_code == 400
    assert WAIT in last.content


def test_thirty_answers_and_sixty_questions_for_passkeys_a_minute_belong_to_one_address() -> None:
    asked = {"accept": "application/json"}
    sent = [Client().post(KEY, {"credential": "{}"}).status_code for _one in range(31)]
    assert sent == [302] * 30 + [429]
    got = [Client().get(KEY, headers=asked).status_code for _one in range(61)]
    assert got == [200] * 60 + [429]
    assert Client(REMOTE_ADDR=MARKED).get(KEY, headers=asked).status_code == 200


def test_a_password_is_changed_five_times_a_minute(signed_in: Client) -> None:
    sent = {"oldpassword": "wrong", "password1": PASSWORD, "password2": PASSWORD}
    answers = [signed_in.post("/account/password/change/", sent).status_code for _try in range(6)]
    assert answers == [200] * 5 + [429]


def test_a_password_shown_again_is_guessed_five_times_in_five_minutes(signed_in: Client) -> None:
    for _try in range(5):
        signed_in.post("/account/reauthenticate/", {"password": "wrong"})
    assert signed_in.post("/account/reauthenticate/", {"password": PASSWORD}).status_code != 302


def test_proposals_stop_at_ten_an_hour_from_one_address(on_the_day: object) -> None:
    make_ask("an-ask")
    sent = {"kind": "wording", "ask": "an-ask", "text": "Words."}
    answers = [
        Client(REMOTE_ADDR=MARKED).post("/propose/", sent).status_code
        for _one in range(PROPOSALS_PER_HOUR + 1)
    ]
    assert answers == [201] * PROPOSALS_PER_HOUR + [429]
    assert Client(REMOTE_ADDR="198.51.100.1").post("/propose/", sent).status_code == 201


@pytest.mark.parametrize(
    ("path", "most", "key"),
    [
        ("/log/receipt/", RECEIPTS_PER_MINUTE, "receipts-"),
        ("/propose/reference/", LOOK_UPS_PER_MINUTE, "proposals-look-ups-"),
    ],
)
def test_words_are_tried_so_often_a_minute_by_all_together(
    world: dict[str, Person], path: str, most: int, key: str
) -> None:
    minute = int(time.time() // 60)
    words = "abacus abdomen abdominal abide abiding ability ablaze able"
    sent = {"words": words if "receipt" in path else " ".join(words.split()[:4])}
    caches["default"].set(f"{key}{minute}", most - 1, 60)
    answers = [
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(path, sent).status_code
        for number in range(3)
    ]
    assert answers[1:] == [429, 429]
    assert answers[0] in {400, 404}


# -- What the counters hold ------------------------------------------------------------------------------


def test_no_counter_holds_an_address_a_name_or_a_word(
    account: User, remembered: Callable[[], bytes]
) -> None:
    make_ask("an-ask")
    client = Client(
        REMOTE_ADDR=MARKED,
        headers={"user-agent": "MarkedAgent/7", "referer": "https://marked.example/"},
    )
    guess(), guess(login="marked-name-7")
    client.post(RECOVER, {"login": NAME, "code": "7777-7777-7777"})
    client.post("/account/signup/", {"username": "marked-name-8", "password1": "marked-password"})
    client.post("/account/signup/passkey/", {"username": "x"})
    Client(REMOTE_ADDR=MARKED).get(KEY, headers={"accept": "application/json"})
    client.post("/propose/", {"kind": "wording", "ask": "an-ask", "text": "marked-words"})
    client.post("/propose/reference/", {"words": "abacus abdomen abdominal abide"})
    client.post(
        "/log/receipt/", {"words": "abacus abdomen abdominal abide abiding ability ablaze able"}
    )
    held = remembered()
    for counted in (
        b"login_failed",
        b"proposals-from-",
        b"proposals-look-ups",
        b"receipts-",
        b"key-asked-",
    ):
        assert counted in held
    for canary in (MARKED, "203.0.113", NAME, "marked", "MarkedAgent", "7777", "abacus"):
        assert canary.encode() not in held


# -- Time -------------------------------------------------------------------------------------------------------


@pytest.fixture
def real_hasher(settings: Settings) -> None:
    """Hash passwords as production does."""
    settings.PASSWORD_HASHERS = settings_accounts.PASSWORD_HASHERS
    settings.ACCOUNT_RATE_LIMITS = {}


@pytest.mark.usefixtures("real_hasher")
def test_a_sign_in_takes_as_long_for_a_name_that_nobody_has(db: None) -> None:
    """Loud runs make single figures worthless, so the kinds take turns, and the quickest of each is compared."""
    User.objects.create_user(NAME, PASSWORD)
    User.objects.create_user("only-passkeys-1")
    closed = User.objects.create_user("closed-1", PASSWORD)
    closed.is_active = False
    closed.save()
    names = [NAME, "only-passkeys-1", "closed-1", "nobody-here-1"]
    took: dict[str, list[float]] = {name: [] for name in names}
    for _round in range(6):
        for name in names:
            begun = time.perf_counter()
            Client().post(LOGIN, {"login": name, "password": "wrong words here"})
            took[name].append(time.perf_counter() - begun)
    quickest = {name: min(found) for name, found in took.items()}
    usual = statistics.median(quickest.values())
    assert all(0.6 * usual < found < 1.6 * usual for found in quickest.values()), quickest


def test_recovery_says_the_same_of_a_name_that_nobody_has(account: User) -> None:
    """That a name is taken is no secret: the page for signing up says so. Which accounts have codes is one."""
    RecoveryCodes.activate(account)
    User.objects.create_user("without-codes-1")
    seen = set()
    for name in (NAME, "nobody-here-1", "without-codes-1"):
        answer = Client().post(RECOVER, {"login": name, "code": "0000-0000-0000"})
        seen.add((answer.status_code, answer.content.replace(name.encode(), b"")))
    # What differs between answers is the token alone.
    assert len({re.sub(rb'value="\w{64}"', b"", page) for _status, page in seen}) == 1
