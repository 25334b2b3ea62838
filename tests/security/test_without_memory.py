"""When the memory is away, everybody reads, and nobody signs in, signs up or guesses: limits fail closed."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD
from tests.security.world import Person

pytestmark = pytest.mark.django_db

LOGIN, RECOVER, KEY = "/account/login/", "/account/login/code/", "/account/login/passkey/"


@pytest.fixture
def no_memory(settings: Settings) -> None:
    """Let nothing answer where the memory was."""
    there = settings.CACHES["default"]
    settings.CACHES = {"default": {**there, "LOCATION": "redis://127.0.0.1:9/0"}}


@pytest.mark.usefixtures("no_memory")
def test_without_the_memory_everybody_reads(world_before: Person) -> None:
    client = Client()
    for path in (
        "/",
        "/asks/",
        "/labs/",
        "/tallies/",
        "/log/",
        "/log/receipt/",
        "/propose/",
        LOGIN,
        "/api/v1/asks/",
    ):
        assert client.get(path).status_code == 200


@pytest.fixture
def world_before(account: User) -> Person:
    """Return somebody with an account from before the memory went."""
    RecoveryCodes.activate(account)
    return Person(account, Client())


@pytest.mark.usefixtures("no_memory")
@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (LOGIN, {"login": NAME, "password": PASSWORD}),
        (RECOVER, {"login": NAME, "code": ""}),
        (
            "/account/signup/",
            {"username": "another-name", "password1": PASSWORD, "password2": PASSWORD},
        ),
        ("/account/signup/passkey/", {"username": "another-name"}),
        (KEY, {"credential": "{}"}),
    ],
)
def test_without_the_memory_nobody_guesses_or_signs_up(
    world_before: Person, path: str, sent: dict[str, str]
) -> None:
    if path == RECOVER and world_before.user is not None:
        sent = {**sent, "code": RecoveryCodes.activate(world_before.user).get_unused_codes()[0]}
    client = Client(raise_request_exception=False)
    answer = client.post(path, sent)
    assert answer.status_code == 503
    assert "Traceback" not in answer.content.decode()
    assert not answer.cookies
    assert User.objects.count() == 1
