"""Everybody may read the API, from anywhere, and nothing else can be done with it; refusals are words of one shape."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from leverage.api import ROOT, patterns
from leverage.api_reference import api_reference
from leverage.logs import PlaceFormatter
from tests.asks.factories import make_ask, make_lab

pytestmark = pytest.mark.django_db

LISTS = ["asks", "labs", "positions", "focus", "focus/runs", "releases", "tallies"]
WAYS = [*(f"{ROOT}{name}/" for name in LISTS), f"{ROOT}openapi.json"]
REFUSALS = [
    ("asks/nothing-of-this-name/", 404),
    ("labs/nothing-of-this-name/", 404),
    ("releases/2019H1/", 404),
    ("focus/runs/9/", 404),
    ("nowhere/", 404),
    ("asks/?page=2", 404),
    ("asks/?page=99999", 404),
    ("asks/?page=99999999999999999999999", 422),
    ("asks/?page=0", 422),
    ("asks/?page=-1", 422),
    ("asks/?page=1.0", 422),
    ("asks/?page=١", 422),
    ("asks/?page_size=101", 422),
    ("asks/?page_size=", 422),
    ("asks/?topic_slug=%00", 422),
    ("asks/?topic_slug=%ff%fe", 422),
    ("asks/%00/", 422),
    ("asks/%ff/", 422),
    ("asks/?topic_slug=nowhere", 404),
    ("asks/?effort=4", 422),
    ("asks/?effort=low", 422),
    ("asks/?in_focus=on", 422),
    ("asks/?q=", 422),
    (f"asks/?q={'a' * 101}", 422),
    ("asks/?labb=x", 400),
    ("asks/?page=1&page=1", 400),
    ("asks/an-ask/?page=1", 400),
    ("labs/?%00=x", 400),
    ("positions/?lab=nowhere", 404),
    ("positions/?ask=nowhere", 404),
    ("positions/?status=good", 422),
    ("focus/?lab=nowhere", 404),
    ("focus/runs/0/", 422),
    ("focus/runs/99999/", 422),
    ("focus/runs/one/", 422),
    ("tallies/?release=2019H1", 404),
    ("tallies/?release=a-name-that-is-too-long", 422),
    ("tallies/?table=nowhere", 404),
    ("tallies/?ask=nowhere", 404),
    ("tallies/?answer=maybe", 422),
    ("tallies/?page_size=1001", 422),
    ("tallies/?made_up=1", 422),
]


@pytest.fixture(autouse=True)
def catalogue(db: None) -> None:
    """Give it something to tell."""
    make_ask("an-ask")
    make_lab("a-lab")


# -- Who may read it -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WAYS)
def test_pages_of_other_sites_may_read_it_and_caches_may_keep_it(client: Client, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert "creativecommons.org/licenses/by/4.0/" in response["Link"]
    assert "Vary" not in response


@pytest.mark.parametrize("path", [*WAYS, f"{ROOT}nowhere/", ROOT])
@pytest.mark.parametrize("cookie", ["session", "csrf"])
def test_no_cookie_is_read_or_set_even_with_a_session(
    signed_in: Client, path: str, cookie: str
) -> None:
    signed_in.cookies[cookie] = "not-one-of-ours"
    response = signed_in.get(path)
    assert not response.cookies
    assert response.wsgi_request.COOKIES == {}
    assert not response.wsgi_request.session.accessed


def test_elsewhere_such_a_cookie_is_answered(client: Client) -> None:
    client.cookies["session"] = "x"
    assert client.get("/asks/").wsgi_request.COOKIES == {"session": "x"}


@pytest.mark.parametrize("path", [*WAYS, f"{ROOT}asks/an-ask/", f"{ROOT}nowhere/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_can_be_written(path: str, method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert problem(response)["detail"].startswith("This can only be read")


@pytest.mark.parametrize("path", WAYS)
def test_a_browser_that_asks_first_is_told_what_it_may(client: Client, path: str) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    response = client.options(path, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "If-None-Match, If-Modified-Since"


def test_the_page_of_the_api_is_a_page_like_others(client: Client) -> None:
    response = client.get(ROOT)
    assert "Access-Control-Allow-Origin" not in response
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_host_of_the_log_pages_does_not_have_it(client: Client, settings: Settings) -> None:
    settings.LOG_HOST, settings.ORIGIN = "log.example", "https://leverage.example"
    settings.ALLOWED_HOSTS = ["*"]
    response = client.get(f"{ROOT}asks/", headers={"Host": "log.example"})
    assert (response.status_code, response["Location"]) == (
        302,
        f"https://leverage.example{ROOT}asks/",
    )


# -- Asking again ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WAYS)
def test_an_answer_that_did_not_change_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"


def test_an_answer_that_changed_is(client: Client) -> None:
    first = client.get(f"{ROOT}asks/")
    make_ask("another")
    again = client.get(f"{ROOT}asks/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", WAYS)
def test_head_has_the_headers_of_get(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert {**head.headers, "Content-Length": ""} == {**got.headers, "Content-Length": ""}
    assert head.wsgi_request.method == "HEAD"


# -- Refusals ----------------------------------------------------------------------------------------


def problem(response: Any) -> dict[str, Any]:
    """Return a refusal, after a look at its shape."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" not in response.get("Cache-Control", "")
    told: dict[str, Any] = response.json()
    assert list(told) == ["type", "title", "status", "detail", "faults"]
    assert (told["type"], told["status"]) == ("about:blank", response.status_code)
    assert told["detail"].endswith(".") or ": " in told["detail"]
    return told


@pytest.mark.parametrize(("path", "status"), REFUSALS)
def test_what_cannot_be_answered_is_refused_in_words(
    client: Client, path: str, status: int
) -> None:
    response = client.get(f"{ROOT}{path}")
    assert response.status_code == status
    told = problem(response)
    assert bool(told["faults"]) is (status == 422)


def test_a_refusal_names_each_parameter_once_and_not_what_was_sent(client: Client) -> None:
    response = client.get(f"{ROOT}asks/?page=0&effort=secret&in_focus=secret&q=")
    assert problem(response)["faults"] == [
        {"parameter": "page", "words": "must be at least 1"},
        {"parameter": "q", "words": "must have at least 1 signs"},
        {"parameter": "effort", "words": "must be a whole number"},
        {"parameter": "in_focus", "words": "must be true or false"},
    ]
    assert b"secret" not in response.content


def test_a_word_of_a_list_is_refused_with_the_list(client: Client) -> None:
    [fault] = problem(client.get(f"{ROOT}tallies/?answer=maybe"))["faults"]
    assert fault["words"].startswith("must be one of yes, open, no, kept")


def test_a_missing_slash_is_added(client: Client) -> None:
    response = client.get(f"{ROOT}asks?page=1")
    assert (response.status_code, response["Location"]) == (301, f"{ROOT}asks/?page=1")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{ROOT}nowhere").status_code == 404
    assert client.get("/api/").status_code == 404


def test_a_failure_is_told_without_its_cause(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(*_args: Any) -> None:
        raise OperationalError("the password is secret")

    with connection.execute_wrapper(gone):
        response = client.get(f"{ROOT}asks/?q=private")
    assert response.status_code == 500
    assert problem(response)["detail"].startswith("Something is broken here.")
    [record] = [one for one in caplog.records if one.name == "leverage.api"]
    written = PlaceFormatter().format(record)
    assert "OperationalError at " in written
    assert "secret" not in written
    assert "private" not in written


# -- The readable page -------------------------------------------------------------------------------


def test_the_page_describes_every_operation_with_every_parameter(client: Client) -> None:
    page = client.get(reverse("api")).content.decode()
    operations = [one for room in api_reference() for one in room.operations]
    assert len(operations) == len(patterns())
    for operation in operations:
        assert f'id="{operation.key}"' in page
        assert f"GET {operation.path}" in page
    assert len(re.findall(r"<dt><code>", page)) == sum(
        len(one.parameters) + len(one.fields) for one in operations
    )


def test_every_parameter_and_field_is_described() -> None:
    for room in api_reference():
        for operation in room.operations:
            parts = [*operation.parameters, *operation.fields]
            assert [part.name for part in parts if not (part.says and part.holds)] == []


def test_every_example_of_the_page_is_answered(client: Client) -> None:
    make_ask("right-to-warn")
    make_lab("anthropic")
    page = client.get(ROOT).content.decode()
    examples = re.findall(r"curl &#x27;(.*?)&#x27;|curl '(.*?)'", page)
    assert len(examples) == 4
    for example in ("".join(pair).replace("&amp;", "&") for pair in examples):
        status = client.get(example).status_code
        assert status == (404 if "ask=right-to-warn" in example else 200), example
