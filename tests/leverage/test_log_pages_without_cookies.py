"""The log pages read no cookie and set none; being signed in changes nothing there (privacy.md 7)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from leverage.models import User
from outcomes.crypto.credential_lines import format_line
from outcomes.kinds import Response
from outcomes.models import Entry, Window
from tests.outcomes import factories
from tests.outcomes.factories import NORTH, SAFETY_CASES

pytestmark = pytest.mark.usefixtures("asks_on_the_day")

LOG_PAGES = ["/log/", "/log/receipt/"]


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


@pytest.mark.parametrize("path", LOG_PAGES)
def test_a_session_that_was_sent_is_not_even_looked_at(
    signed_in: Client, window: Window, path: str
) -> None:
    response = signed_in.get(path)
    request = response.wsgi_request
    assert request.COOKIES == {}
    assert not request.session.accessed
    assert not request.user.is_authenticated


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
    signed_in: Client, window: Window
) -> None:
    signed_in.get("/log/")
    assert signed_in.get("/account/credentials/").status_code == 200
