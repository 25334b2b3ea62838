"""Staff, an app that shows codes, and the way in, for the tests of second factors."""

from __future__ import annotations

import time
import urllib.parse
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD

FACTORS = "/account/second-factor/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def staff(account: User) -> User:
    """Return an account of staff."""
    account.is_staff = True
    account.save()
    return account


@pytest.fixture
def with_app(staff: User) -> User:
    """Return an account of staff that added an app."""
    TOTP.activate(staff, SECRET)
    return staff


def code(secret: str = SECRET) -> str:
    """Return what an app shows now (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(client: Client, after: str = "") -> Any:
    """Send name and password, and the page to go to after them."""
    fields = {"login": NAME, "password": PASSWORD}
    return client.post("/account/login/", {**fields, "next": after} if after else fields)


def place(response: Any) -> tuple[str, str]:
    """Return the path that an answer leads to, and where that one leads next."""
    parts = urllib.parse.urlsplit(response["Location"])
    return parts.path, urllib.parse.parse_qs(parts.query).get("next", [""])[0]
