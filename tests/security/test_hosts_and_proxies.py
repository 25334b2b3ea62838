"""What a request says of hosts, proxies and addresses: it changes no page that others get, and breaks none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

HOSTS = [
    "evil.test",
    "testserver@evil.test",
    "testserver:80@evil.test",
    "testserver/evil",
    "testserver\\evil",
    "evil.test, testserver",
    "testserver evil.test",
    "",
    "[::1",
    "testserver:8x",
    "a" * 300,
    "testserver\xff",
    "<b>",
]


@pytest.mark.parametrize("host", HOSTS, ids=ascii)
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(client: Client, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


FORWARDED = {
    "x-forwarded-host": "evil.test",
    "x-forwarded-server": "evil.test",
    "x-forwarded-port": "666",
    "x-host": "evil.test",
    "x-original-url": "/curate/",
    "x-rewrite-url": "/curate/",
    "x-original-host": "evil.test",
    "forwarded": "for=203.0.113.9;host=evil.test;proto=https",
    "x-http-method-override": "DELETE",
    "x-forwarded-prefix": "/evil.test",
    "x-forwarded-scheme": "nothttps",
    "true-client-ip": "203.0.113.9",
    "x-real-ip": "203.0.113.9",
}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/asks/",
        "/feeds/asks/",
        "/sitemap.xml",
        "/robots.txt",
        "/api/v1/asks/",
        "/data/leverage-labs.csv",
        "/account/login/",
    ],
)
@pytest.mark.parametrize("proxies", [0, 1])
def test_no_header_of_a_proxy_changes_a_page_that_others_get(
    client: Client, settings: Settings, path: str, proxies: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    plain, forged = client.get(path), client.get(path, headers=FORWARDED)
    assert forged.status_code == plain.status_code == 200
    assert without_tokens(forged) == without_tokens(plain)
    assert "X-Forwarded" not in forged.get("Vary", "")


@pytest.mark.parametrize("host", ["testserver:666", "TESTSERVER", "testserver."])
@pytest.mark.parametrize(
    "path", ["/", "/asks/", "/feeds/asks/", "/sitemap.xml", "/robots.txt", "/data/", "/api/v1/"]
)
def test_where_the_site_says_where_it_stands_no_host_changes_a_page(
    client: Client, settings: Settings, path: str, host: str
) -> None:
    settings.ORIGIN = "https://leverage.example"
    plain, other = client.get(path), client.get(path, headers={"host": host})
    assert other.content == plain.content
    assert host.encode() not in other.content


def without_tokens(response: Any) -> str:
    """Return a page without what differs at every look: tokens, and the name that is offered."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r'name="username" value="[^"]*"', "", page)


@pytest.mark.parametrize(
    ("proxies", "given", "status"),
    [
        (0, "203.0.113.1", 302),
        (0, "unknown", 302),
        (0, "", 302),
        (1, "203.0.113.1", 302),
        (1, "unknown, 203.0.113.1", 302),
        (1, "203.0.113.1:8080", 302),
        (1, "", 302),
        (1, "unknown", 403),
        (1, "203.0.113.1, unknown", 403),
        (1, "<script>", 403),
        (2, "203.0.113.1", 403),
        (2, "unknown, 203.0.113.1, 203.0.113.2", 302),
    ],
)
def test_a_forwarded_address_is_read_from_its_end_and_never_breaks_a_page(
    account: User, settings: Settings, proxies: int, given: str, status: int
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    sent = {"login": NAME, "password": PASSWORD}
    answer = Client(headers={"x-forwarded-for": given}).post("/account/login/", sent)
    assert answer.status_code == status


def test_a_forged_header_does_not_widen_a_limit(account: User) -> None:
    last = [
        Client(headers={"x-forwarded-for": f"203.0.113.{number}"}).post(
            "/account/login/", {"login": "x", "password": "y"}
        )
        for number in range(31)
    ][-1]
    assert last.status_code == 429


def test_a_request_that_says_it_came_by_https_is_believed_only_where_https_is_spoken(
    settings: Settings,
) -> None:
    request = HttpRequest()
    request.META = {
        "HTTP_X_FORWARDED_PROTO": "https",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
    }
    assert settings.SECURE_PROXY_SSL_HEADER is None
    assert not request.is_secure()
