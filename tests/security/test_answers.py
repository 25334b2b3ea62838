"""Headers and cookies as a contract: every kind of answer carries exactly these, over HTTPS as production does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from leverage import urls
from tests.leverage.conftest import PASSWORD
from tests.leverage.test_headers import EXPECTED, POLICY
from tests.outcomes.factories import NORTH, SAFETY_CASES
from tests.security.world import DEMONSTRATION, Person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.security.test_answers")]

PUBLIC = "public, max-age=60, stale-while-revalidate=600"
PROGRAMS = {"Cross-Origin-Resource-Policy": "cross-origin"}
LOG = {"Referrer-Policy": "no-referrer"}
NOWHERE = "no-store"
HSTS = "max-age=63072000; includeSubDomains; preload"


def breaks(request: HttpRequest) -> HttpResponse:
    """Fail."""
    raise ValueError


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]
handler500 = urls.handler500


class Answer(NamedTuple):
    """One kind of answer: how it is asked for, its status, who may keep it, and what differs from a page."""

    status: int
    method: str
    path: str
    kept: str | None = None
    changed: dict[str, str] = {}  # read only
    sent: dict[str, Any] = {}  # read only


ANSWERS = {
    "a page": Answer(200, "GET", "/asks/", PUBLIC),
    "a page in German": Answer(200, "GET", "/de/asks/", PUBLIC),
    "a page that did not change": Answer(304, "GET", "/asks/", PUBLIC),
    "the head of a page": Answer(200, "HEAD", "/asks/", PUBLIC),
    "an entrance": Answer(200, "GET", "/account/login/", NOWHERE),
    "a page of an account": Answer(200, "GET", "/account/", NOWHERE),
    "a page of curators": Answer(200, "GET", "/curate/", NOWHERE),
    "the admin": Answer(200, "GET", "/curate/admin/", NOWHERE),
    "a row in the admin": Answer(200, "GET", "/curate/admin/asks/lab/", NOWHERE),
    "a log page": Answer(200, "GET", "/log/", NOWHERE, LOG),
    "a receipt that is none": Answer(400, "POST", "/log/receipt/", NOWHERE, LOG),
    "a form to prepare": Answer(200, "GET", "/prepare/offer_received/", NOWHERE),
    "a feed": Answer(200, "GET", "/feeds/asks/", PUBLIC),
    "the map of the site": Answer(200, "GET", "/sitemap.xml", PUBLIC),
    "words for crawlers": Answer(200, "GET", "/robots.txt", PUBLIC),
    "the API": Answer(200, "GET", "/api/v1/asks/", PUBLIC, PROGRAMS),
    "the document of the API": Answer(200, "GET", "/api/v1/openapi.json", PUBLIC, PROGRAMS),
    "a refusal of the API": Answer(404, "GET", "/api/v1/asks/nowhere/", None, PROGRAMS),
    "a method of the API": Answer(405, "POST", "/api/v1/asks/", None, PROGRAMS),
    "a file of open data": Answer(
        200, "GET", f"/data/{DEMONSTRATION}/made-up-{DEMONSTRATION}-cells.csv", PUBLIC, PROGRAMS
    ),
    "keys": Answer(200, "GET", "/log/keys/2025H1/", PUBLIC, LOG),
    "a file for a calendar": Answer(200, "POST", "/prepare/reminder/", NOWHERE),
    "a sign of life": Answer(200, "GET", "/healthz", NOWHERE),
    "the way to sign in": Answer(302, "GET", "/account/vault/", NOWHERE),
    "a slash that was missing": Answer(301, "GET", "/asks", None),
    "a former name": Answer(301, "GET", "/asks/former-name/", "public, max-age=3600"),
    "a form that does not fit": Answer(400, "POST", "/propose/", NOWHERE),
    "a host that is not ours": Answer(400, "GET", "/", None, sent={"HTTP_HOST": "evil.test"}),
    "too many fields": Answer(400, "GET", "/asks/?" + "&".join(f"a{n}" for n in range(250)), None),
    "another account's page": Answer(403, "GET", "/account/second-factor/", NOWHERE),
    "a form without a token": Answer(403, "POST", "/account/login/", NOWHERE),
    "a form of another site": Answer(
        403, "POST", "/propose/", None, sent={"HTTP_SEC_FETCH_SITE": "cross-site"}
    ),
    "nothing": Answer(404, "GET", "/nowhere/", None),
    "nothing in German": Answer(404, "GET", "/de/nowhere/", None),
    "nothing beside the log": Answer(404, "GET", "/log/nowhere/", NOWHERE, LOG),
    "a style that is none": Answer(404, "GET", "/static/nowhere.css", None),
    "a method that is none": Answer(405, "DELETE", "/", None),
    "too large a suggestion": Answer(
        413, "POST", "/propose/", NOWHERE, sent={"data": b"a=" + b"x" * 300_000}
    ),
    "the wrong host": Answer(421, "POST", "/asks/", NOWHERE, LOG, {"HTTP_HOST": "log.testserver"}),
    "too many tries": Answer(429, "POST", "/account/login/", NOWHERE),
    "too long a head": Answer(431, "GET", "/", None, sent={"HTTP_X_LONG": "x" * 17_000}),
    "a fault of ours": Answer(500, "GET", "/breaks/", None),
}
BY = {
    "a page of an account": "holder",
    "a page of curators": "curator",
    "the admin": "curator",
    "a row in the admin": "curator",
    "another account's page": "holder",
}


@pytest.fixture(autouse=True)
def https(settings: Settings) -> None:
    """Speak as production does."""
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.ALLOWED_HOSTS = ["testserver", "log.testserver"]


def send(client: Client, name: str, settings: Settings) -> Any:
    """Ask for an answer of the table."""
    asked = ANSWERS[name]
    if asked.status == 421:
        settings.LOG_HOST, settings.ORIGIN = "log.testserver", "https://testserver"
    sent = {"data": b"", "content_type": "application/x-www-form-urlencoded", **asked.sent}
    if asked.status == 304:
        sent["HTTP_IF_NONE_MATCH"] = client.get(asked.path, secure=True)["ETag"]
    if asked.status == 429:
        for _try in range(30):
            client.post(asked.path, secure=True)
    return client.generic(asked.method, asked.path, secure=True, **sent)


@pytest.fixture
def browsers(world: dict[str, Person]) -> Callable[[str], Client]:
    """Return what gives the browser of somebody, at a site that looks at tokens where the answer is about them."""

    def find(name: str) -> Client:
        about_tokens = name == "a form without a token"
        client = Client(enforce_csrf_checks=about_tokens, raise_request_exception=False)
        kept = (
            world[BY[name]].client.cookies["__Host-session"].value
            if name in BY
            else "not-one-of-ours"
        )
        client.cookies["__Host-session"] = kept
        client.cookies["__Host-csrf"] = "not-one-of-ours"
        return client

    return find


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_carries_exactly_what_the_contract_says(
    browsers: Callable[[str], Client], settings: Settings, name: str
) -> None:
    asked, answer = ANSWERS[name], send(browsers(name), name, settings)
    assert answer.status_code == asked.status
    expected = {**EXPECTED, **asked.changed, "Strict-Transport-Security": HSTS}
    assert {header: answer.get(header) for header in expected} == expected
    policy = set(answer["Content-Security-Policy"].split("; "))
    if asked.path.startswith("/prepare/") and asked.path != "/prepare/reminder/":
        assert policy - POLICY == {"connect-src 'none'", "font-src 'none'"}
    else:
        assert policy == POLICY
    assert answer.get("Cache-Control") == asked.kept
    assert not {"Server", "X-Powered-By", "Via", "Set-Cookie2"} & set(answer.headers)
    assert ("Access-Control-Allow-Origin" in answer) is (asked.changed == PROGRAMS)
    assert "Access-Control-Allow-Credentials" not in answer
    if not asked.path.startswith(("/account/", "/curate/")):
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    if asked.path.startswith(("/log/", "/api/")):
        assert answer.wsgi_request.COOKIES == {}


def test_the_cookies_of_a_sign_in_are_two_and_closed(world: dict[str, Person]) -> None:
    client = Client()
    answer = client.post(
        "/account/login/", {"login": "calm-otter-3", "password": PASSWORD}, secure=True
    )
    assert set(answer.cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in answer.cookies.values():
        flags = {
            name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")
        }
        assert flags == {
            "secure": True,
            "httponly": True,
            "samesite": "Lax",
            "path": "/",
            "domain": "",
        }
    assert answer.cookies["__Host-session"]["max-age"] == 7200
    assert answer.cookies["__Host-csrf"]["max-age"] == ""


def test_signing_out_and_leaving_for_good_wipe_what_browsers_keep(world: dict[str, Person]) -> None:
    holder = Client()
    holder.cookies["__Host-session"] = world["holder"].client.cookies["__Host-session"].value
    answer = holder.post("/account/delete/", secure=True)
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    member = Client()
    member.cookies["__Host-session"] = world["member"].client.cookies["__Host-session"].value
    assert "Clear-Site-Data" not in member.get("/account/logout/", secure=True)
    answer = member.post("/account/logout/", secure=True)
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.cookies["__Host-session"]["max-age"] == 0


def test_no_sign_of_one_visitor_marks_a_page_for_another(
    world: dict[str, Person], settings: Settings
) -> None:
    for page in (
        "/",
        "/asks/",
        f"/asks/{SAFETY_CASES}/",
        f"/labs/{NORTH}/",
        "/feeds/asks/",
        "/api/v1/asks/",
    ):
        seen = {
            (answer["ETag"], answer.content)
            for answer in (one.client.get(page) for one in world.values())
        }
        assert len(seen) == 1


def test_a_page_by_http_is_led_to_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/asks/?q=a")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/asks/?q=a")
