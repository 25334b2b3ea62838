"""Every security header, as an exact expectation, page by page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from outcomes.models import Window
from tests.asks.factories import make_ask, make_lab
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/about/privacy/",
    "/about/what-we-hold/",
    "/about/method/",
    "/about/legal-demands/",
    "/feeds/",
    "/api/v1/",
    "/asks/",
    "/asks/an-ask/",
    "/labs/",
    "/labs/a-lab/",
    "/tallies/",
]
ENTRANCES = [
    "/account/login/",
    "/account/login/code/",
    "/account/signup/",
    "/account/signup/passkey/",
]
OF_AN_ACCOUNT = [
    "/account/",
    "/account/export/",
    "/account/second-factor/keys/",
    "/account/credentials/",
    "/account/logout/",
    "/account/password/change/",
    "/account/reauthenticate/",
]
LOG_PAGES = ["/log/", "/log/delivery/", "/log/receipt/", "/log/verify/"]
ERRORS = ["/nowhere/", "/asks/nowhere/", "/labs/nowhere/", "/tallies/nowhere/", "/log/nowhere/"]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
EXPECTED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
EVERY_PAGE = [*PUBLIC, *ENTRANCES, *OF_AN_ACCOUNT, *LOG_PAGES, *ERRORS, "/healthz", "/readyz"]


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """Give the pages of one ask and one lab something to show."""
    make_ask("an-ask")
    make_lab("a-lab")


def assert_secure(response: Any, **changed: str) -> None:
    policy = response["Content-Security-Policy"].split("; ")
    assert sorted(policy) == sorted(POLICY)
    expected = {**EXPECTED, **{name.replace("_", "-"): value for name, value in changed.items()}}
    assert {name: response.get(name) for name in expected} == expected
    assert "Server" not in response
    assert "X-Powered-By" not in response


@pytest.mark.parametrize("path", [page for page in EVERY_PAGE if not page.startswith("/log/")])
def test_a_page_carries_every_header(signed_in: Client, path: str) -> None:
    assert_secure(signed_in.get(path))


@pytest.mark.parametrize("path", [*LOG_PAGES, "/log/nowhere/"])
def test_a_log_page_tells_no_other_page_where_one_came_from(client: Client, path: str) -> None:
    response = client.get(path)
    assert_secure(response, Referrer_Policy="no-referrer")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_cacheable_by_anyone_and_free_of_cookies(
    signed_in: Client, path: str
) -> None:
    response = signed_in.get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()


def test_the_pages_of_a_release_are_public_too(client: Client) -> None:
    assert reverse("release", args=["2025H1"]).startswith("/tallies/")
    assert "Vary" not in client.get("/tallies/2025H1/")


@pytest.mark.parametrize("path", OF_AN_ACCOUNT)
def test_a_page_of_an_account_is_kept_nowhere(signed_in: Client, path: str) -> None:
    response = signed_in.get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ENTRANCES)
def test_an_entrance_is_kept_nowhere(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ERRORS)
def test_an_error_is_not_kept_by_shared_caches(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "public" not in response.get("Cache-Control", "")


def test_the_cookies_of_a_sign_in_are_closed_to_scripts_and_to_other_sites(
    client: Client, on_the_day: dt.date, window: Window
) -> None:
    form = {"username": NAME, "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/account/signup/", form)
    assert set(response.cookies) == {"session", "csrf"}
    for cookie in response.cookies.values():
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert response.cookies["session"]["max-age"] == project_settings.SESSION_COOKIE_AGE


def test_over_https_browsers_are_told_to_stay_there(client: Client, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    response = Client().get("/", secure=True)
    assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_no_page_holds_what_the_policy_forbids(signed_in: Client, settings: Settings) -> None:
    settings.ORIGIN = "https://leverage.example"
    for path in EVERY_PAGE:
        page = signed_in.get(path).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert "data:" not in page
        assert " on" + "click=" not in page
        assert "http://" not in page
