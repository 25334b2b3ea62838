"""The log pages read no cookie and set none; being signed in changes nothing there (privacy.md 7).

All of it on one host and on two; and without the middleware that sees to it, the same tests fail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from outcomes.crypto.credential_lines import format_line
from outcomes.kinds import Response
from outcomes.models import Entry, Window
from tests.outcomes import factories
from tests.outcomes.factories import NORTH, SAFETY_CASES

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

PLAIN = ["/log/", "/log/delivery/", "/log/receipt/", "/log/verify/", "/log/sheet/"]
LOG_PAGES = [*PLAIN, *(f"/de{path}" for path in PLAIN)]

GUARD = "leverage.middleware.no_cookies_on_log_pages"
MAIN = "leverage.example"


@pytest.fixture(params=["one host", "two hosts"], autouse=True)
def hosts(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Serve the log pages beside all others, or on a host of their own: the one that clients of tests ask."""
    if request.param == "two hosts":
        settings.ALLOWED_HOSTS = [MAIN, "testserver"]
        settings.ORIGIN, settings.LOG_HOST = f"http://{MAIN}", "testserver"


def one_more_cookie(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set a cookie on every page, as some later middleware might."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.set_cookie("seen", "1")
        return response

    return middleware


@pytest.fixture
def one_more(settings: Settings) -> None:
    """Let a middleware set a cookie on every page."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.one_more_cookie"]


@pytest.fixture
def unguarded(settings: Settings) -> None:
    """Take away what keeps cookies off the log pages."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]


def to_log(window: Window, name: str) -> dict[str, str]:
    return {
        "offer_held": "on",
        "table": NORTH,
        "ask_1": SAFETY_CASES,
        "response_1": Response.AGREED.value,
        "credential": format_line(factories.draw(window, name)[NORTH]),
    }


def assert_no_cookie(response: Any) -> None:
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()


@pytest.mark.parametrize("path", LOG_PAGES)
def test_a_session_changes_no_byte_of_the_page(
    client: Client, account: User, window: Window, path: str
) -> None:
    anonymous = client.get(path)
    client.force_login(account)
    known = client.get(path)
    assert known.content == anonymous.content
    assert_no_cookie(anonymous)
    assert_no_cookie(known)


def assert_session_unread(browser: Client, path: str) -> None:
    request = browser.get(path).wsgi_request
    assert request.COOKIES == {}
    assert not request.session.accessed
    assert not request.user.is_authenticated


@pytest.mark.parametrize("path", LOG_PAGES)
def test_a_session_that_was_sent_is_not_even_looked_at(
    signed_in: Client, window: Window, path: str
) -> None:
    assert_session_unread(signed_in, path)


@pytest.mark.parametrize("path", LOG_PAGES)
def test_without_the_guard_a_session_would_be_seen(
    unguarded: None, signed_in: Client, window: Window, path: str
) -> None:
    with pytest.raises(AssertionError):
        assert_session_unread(signed_in, path)


@pytest.mark.parametrize("path", [*LOG_PAGES, "/log/nowhere/"])
def test_a_cookie_that_something_sets_does_not_leave(
    one_more: None, client: Client, window: Window, path: str
) -> None:
    assert_no_cookie(client.get(path))


@pytest.mark.parametrize("path", LOG_PAGES)
def test_without_the_guard_a_cookie_would_leave(
    one_more: None, unguarded: None, client: Client, window: Window, path: str
) -> None:
    with pytest.raises(AssertionError):
        assert_no_cookie(client.get(path))


def test_logging_works_alike_with_a_session_and_without(
    client: Client, signed_in: Client, window: Window
) -> None:
    for browser, name in ((signed_in, "first"), (Client(), "second")):
        response = browser.post("/log/", to_log(window, name))
        assert response.status_code == 201
        assert_no_cookie(response)
    assert Entry.objects.count() == 2


def test_no_csrf_token_is_needed_since_the_credential_is_the_authority(window: Window) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/log/", to_log(window, "first")).status_code == 201
    assert strict.post("/log/receipt/", {"words": ""}).status_code == 400


def test_a_refusal_sets_no_cookie_either(client: Client, window: Window) -> None:
    for path in LOG_PAGES:
        assert_no_cookie(client.post(path, {}))
    assert_no_cookie(client.get("/log/nowhere/"))


def test_a_session_cookie_survives_a_visit_to_the_log_page(
    signed_in: Client, window: Window, settings: Settings
) -> None:
    signed_in.get("/log/")
    account = signed_in.get(
        "/account/credentials/", headers={"host": MAIN if settings.LOG_HOST else "testserver"}
    )
    assert account.status_code == 200
