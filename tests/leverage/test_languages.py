"""The language stands in the address, and nowhere else; what is true of a page is true of it in each language."""

from __future__ import annotations

import logging
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from leverage.http import is_log_path, language_of, path_in, plain_path
from leverage.models import User
from tests.leverage.conftest import NAME
from tests.leverage.test_names import OWN

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PAGES = ["/", "/asks/", "/labs/", "/guide/", "/tallies/", "/log/", "/account/login/", "/api/v1/"]
MACHINES = [
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/sitemap.xml",
    "/feeds/asks/",
    "/feeds/releases/",
    "/log/keys/2025H1/",
    "/api/v1/openapi.json",
    "/api/v1/asks/",
    "/data/SHA256SUMS",
]
LANGUAGE = re.compile(r'<html lang="([a-z-]+)"')
LINK = re.compile(r'<link rel="alternate" hreflang="([a-z-]+)" href="([^"]+)"')
BELOW = re.compile(r'(?:href|action|data-[a-z-]+)="(/[^"]*)"')

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_the_language_of_its_address(client: Client, path: str, code: str) -> None:
    plain, other = client.get(path), client.get(path_in(code, path))
    assert (plain.status_code, other.status_code) == (200, 200)
    assert (plain["Content-Language"], other["Content-Language"]) == ("en", code)
    assert LANGUAGE.findall(plain.content.decode()) == ["en"]
    assert LANGUAGE.findall(other.content.decode()) == [code]


@pytest.mark.parametrize("path", ["/", "/de/", "/asks/", "/de/log/"])
def test_nothing_that_the_browser_says_chooses_the_language(client: Client, path: str) -> None:
    usual = client.get(path)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    for wished in ("de", "en", "fr;q=0.9"):
        asked = client.get(path, headers={"accept-language": wished})
        assert asked.content == usual.content
        assert "accept-language" not in asked.get("Vary", "").lower()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_to_itself_in_each_other_language(client: Client, path: str) -> None:
    for code, _name in settings.LANGUAGES:
        page = client.get(path_in(code, path), {"order": "new"}).content.decode()
        for other in dict(settings.LANGUAGES):
            there = f'href="{path_in(other, path)}?order=new" translate="no" lang="{other}"'
            assert (there in page) == (other != code)


def test_machines_are_told_of_each_language_the_same_way_round(client: Client) -> None:
    told = [
        dict(LINK.findall(client.get(path).content.decode())) for path in ("/asks/", "/de/asks/")
    ]
    assert told[0] == told[1]
    assert told[0] == {"en": "http://testserver/asks/", "de": "http://testserver/de/asks/"}


@pytest.mark.parametrize("path", ["/", "/asks/", "/labs/", "/log/", "/account/login/"])
def test_a_page_leads_to_no_page_of_another_language(client: Client, path: str) -> None:
    page = client.get(f"/de{path}").content.decode()
    found = {link.partition("#")[0].partition("?")[0] for link in BELOW.findall(page)}
    english = {link for link in found if link and not link.startswith(("/de/", "/static/"))}
    assert english - {path} <= {link for link in english if link.startswith("/feeds/")}


@pytest.mark.parametrize("path", MACHINES)
def test_what_programs_read_has_one_address_in_english(client: Client, path: str) -> None:
    assert client.get(f"/de{path}", follow=True).status_code == 404
    with translation.override("de"):
        assert client.get(path).get("Content-Language", "en") == "en"


@pytest.mark.parametrize("path", ["/de/nowhere/", "/de/log/nowhere/"])
def test_a_refusal_speaks_the_language_too(client: Client, path: str) -> None:
    refused = client.get(path)
    assert refused.status_code == 404
    assert LANGUAGE.findall(refused.content.decode()) == ["de"]


@pytest.mark.parametrize("path", ["/xx/", "/DE/", "/de-at/", "/en/", "/deasks/"])
def test_what_is_no_language_of_ours_is_no_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_log_of_requests_does_not_tell_the_language(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="leverage.middleware"):
        client.get("/asks/")
        client.get("/de/asks/")
        client.get("/de/log/")
    lines = [record.getMessage().rpartition(" ")[0] for record in caplog.records]
    assert lines == ["GET /asks/ 200"] * 2


@pytest.mark.parametrize("path", ["/account/", "/de/account/", "/de/curate/"])
def test_pages_of_an_account_are_kept_nowhere_in_any_language(client: Client, path: str) -> None:
    client.force_login(User.objects.create_user(NAME))
    assert client.get(path)["Cache-Control"] == "no-store"


def test_signing_out_clears_the_browser_in_any_language(client: Client) -> None:
    for path in ("/account/logout/", "/de/account/logout/"):
        client.force_login(User.objects.get_or_create(username=NAME)[0])
        assert "cookies" in client.post(path)["Clear-Site-Data"]


@pytest.mark.parametrize("code", OTHERS)
def test_each_page_has_one_address_in_each_language_and_the_rules_of_paths_hold(code: str) -> None:
    pages = [entry.name for entry in OWN if entry.name and not entry.pattern.converters]
    for name in pages:
        plain = reverse(name)
        with translation.override(code):
            there = reverse(name)
        assert there in {plain, path_in(code, plain)}
        assert (plain_path(there), is_log_path(there)) == (plain, is_log_path(plain))
        assert language_of(there) == (code if there != plain else settings.LANGUAGE_CODE)


@pytest.mark.parametrize("path", ["/de/account/", "/de/curate/", "/de/account/second-factor/"])
def test_who_has_to_sign_in_first_is_asked_in_the_same_language(client: Client, path: str) -> None:
    refused = client.get(path)
    assert refused.status_code == 302
    assert refused["Location"] == f"/de/account/login/?next={path}"


@pytest.mark.parametrize("path", ["/de//elsewhere.test/", "/de///elsewhere.test/log/", "/de//log/"])
def test_no_address_turns_a_link_to_this_page_into_one_to_another_site(
    client: Client, path: str
) -> None:
    refused = client.get(path)
    assert refused.status_code == 404
    found = re.findall(r'href="([^"]*)" translate="no"', refused.content.decode())
    assert len(found) == len(OTHERS)
    assert not any(link.startswith("//") for link in found)


@pytest.mark.parametrize(
    "name", ["400.html", "431.html", "500.html"]
)  # They stand without a request, and so without a route.
def test_a_page_about_our_own_fault_leads_home_in_its_language(name: str) -> None:
    for code, home in (("en", "/"), ("de", "/de/")):
        with translation.override(code):
            page = render_to_string(name)
        assert set(re.findall(r'<a[^>]* href="([^"]+)"', page)) == {home}
