"""Where one can be led from here: to pages of this site, by whatever form and address, and nowhere else."""

from __future__ import annotations

import html
import re
import urllib.parse
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

TARGETS = [
    "//evil.test",
    "///evil.test",
    "////evil.test/",
    "/\\evil.test",
    "\\\\evil.test",
    "/\\/evil.test",
    "https:evil.test",
    "https:/evil.test",
    "https:///evil.test",
    "http://testserver@evil.test/",
    "http://evil.test#testserver",
    "http://evil.test?testserver",
    "http://testserver.evil.test/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/%2fevil.test",
    "%2f%2fevil.test",
    "/%5cevil.test",
    "\t//evil.test",
    "/\t/evil.test",
    "//evil.test\n",
    "\x00//evil.test",
    " //evil.test",
    "/de//evil.test/",
    "//\u3002evil.test",
    "\uff0f\uff0fevil.test",
    "/account/\r\nLocation: https://evil.test",
    "http:\\\\evil.test",
    "//[::1",
    "mfa_index",
]
ASKED_BY = [
    "/account/login/",
    "/account/login/passkey/",
    "/account/login/code/",
    "/account/signup/",
    "/account/signup/passkey/",
    "/account/reauthenticate/",
    "/account/second-factor/reauthenticate/",
    "/account/second-factor/keys/show/",
    "/account/second-factor/authenticate/",
    "/account/logout/",
    "/account/password/change/",
    "/curate/admin/login/",
    "/de/curate/admin/login/",
]


def leads_away(response: Any) -> bool:
    """Return whether a browser would leave this site: as browsers read addresses, not as Python does."""
    place = response.get("Location", "")
    # Browsers drop blanks and control signs, and take \\ for / (WHATWG URL).
    read = re.sub(r"[\t\r\n]", "", place.strip("".join(map(chr, range(33))))).replace("\\", "/")
    parts = urllib.parse.urlsplit(read)
    return bool(place) and (
        read.startswith("//") or (bool(parts.scheme) and parts.netloc != "testserver")
    )


@pytest.mark.parametrize("target", TARGETS, ids=ascii)
def test_no_form_leads_to_another_site(account: User, target: str) -> None:
    for path in ASKED_BY:
        query = urllib.parse.urlencode({"next": target})
        sent = {"login": NAME, "password": PASSWORD, "next": target}
        for signed_in in (False, True):
            client = Client()
            if signed_in:
                client.force_login(account)
            answers = [client.post(f"{path}?{query}", sent)]
            if not signed_in:
                answers.append(client.get(f"{path}?{query}"))
            for answer in answers:
                assert answer.status_code < 500
                assert not leads_away(answer), f"{path} leads to {answer['Location']}"
    bound = Client().post("/account/login/", {"login": NAME, "password": PASSWORD, "next": target})
    assert not leads_away(bound)


def test_a_page_of_ours_is_still_led_to(account: User) -> None:
    sent = {"login": NAME, "password": PASSWORD, "next": "/labs/"}
    assert Client().post("/account/login/", sent)["Location"] == "/labs/"


PATHS = [
    "//evil.test",
    "//evil.test/",
    "/de//evil.test",
    "/de//evil.test/",
    "/de/de//evil.test/",
    "/de/%2fevil.test/",
    "/%5cevil.test/",
    "/api//evil.test",
    "/api/v1//evil.test",
    "/.//evil.test",
    "/asks//evil.test",
    "/asks/..//evil.test",
    "/log//evil.test",
    "/curate/admin//evil.test",
    "/static//evil.test",
    "/%09/evil.test",
    "/de/%09/evil.test/",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("log_host", ["", "log.testserver"])
def test_no_address_of_ours_leads_to_another_site(
    client: Client, settings: Settings, path: str, log_host: str
) -> None:
    if log_host:
        settings.LOG_HOST, settings.ORIGIN = log_host, "http://testserver"
    answer = client.get(f"http://testserver{path}")
    assert answer.status_code < 500
    assert log_host in answer.get("Location", "") or not leads_away(answer)
    for link in re.findall(r'(?:href|src|action)="([^"]*)"', answer.content.decode()):
        assert not html.unescape(link).lstrip().startswith(("//", "/\\", "javascript:", "data:"))
