"""Every error is a page in words, in the language of the site, with a title of its own."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from leverage import urls
from leverage.models import User
from outcomes.models import Window

pytestmark = pytest.mark.django_db

SECRET = "what-a-person-typed"


def breaks(request: HttpRequest) -> HttpResponse:
    """Fail with a person's words."""
    raise ValueError(SECRET)


urlpatterns = [path("breaks/", breaks), *urls.urlpatterns]


def assert_in_words(response: Any, status: int, title: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert re.search(r'<html lang="en">', page)
    assert f"<title>{title} · Leverage</title>" in page
    assert f"<h1>{title}</h1>" in page
    assert page.count('<main id="main"') == 1
    assert "Traceback" not in page


@pytest.mark.parametrize(
    "wrong", ["/nowhere/", "/asks/nowhere/", "/labs/nowhere/", "/tallies/nowhere/", "/log/nowhere/"]
)
def test_an_address_without_a_page(client: Client, wrong: str) -> None:
    assert_in_words(client.get(wrong), 404, "There is no page here")


@pytest.mark.parametrize("right", ["/", "/asks/", "/tallies/", "/about/privacy/", "/healthz"])
def test_a_page_that_is_only_read(client: Client, right: str) -> None:
    response = client.post(right)
    assert_in_words(response, 405, "That cannot be done from here")
    assert response["Allow"] == "GET, HEAD"


def test_a_page_that_is_only_written(signed_in: Client) -> None:
    response = signed_in.get("/account/credentials/file/")
    assert_in_words(response, 405, "That cannot be done from here")
    assert response["Allow"] == "POST"


def test_a_method_that_the_log_page_does_not_know(client: Client) -> None:
    response = client.put("/log/")
    assert_in_words(response, 405, "That cannot be done from here")
    assert response["Allow"] == "GET, HEAD, POST"


def test_a_form_that_is_not_ours(account: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert_in_words(strict.post("/account/login/"), 403, "This form is too old to send")


def test_too_many_fields(client: Client, on_the_day: dt.date, window: Window) -> None:
    most = project_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert_in_words(
        client.post("/log/", {f"field_{number}": "x" for number in range(most + 1)}),
        400,
        "We could not read that request",
    )


def test_too_large_a_body(client: Client, on_the_day: dt.date, window: Window) -> None:
    body = "words=" + "x" * project_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    form = "application/x-www-form-urlencoded"
    response = client.post("/log/receipt/", body, content_type=form)
    assert_in_words(response, 400, "We could not read that request")


def test_too_long_a_header_block(client: Client) -> None:
    limit = project_settings.HEADER_BLOCK_MAX_BYTES
    response = client.get("/", headers={"x-long": "x" * limit})
    assert_in_words(response, 431, "Your browser sent too much")
    assert response["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in response


def test_a_long_address_counts_as_part_of_the_header_block(client: Client) -> None:
    assert client.get("/", {"q": "x" * 15_000}).status_code == 200
    assert client.get("/", {"q": "x" * 16_384}).status_code == 431


@pytest.mark.urls("tests.leverage.test_errors")
def test_a_fault_of_ours_shows_no_trace() -> None:
    response = Client(raise_request_exception=False).get("/breaks/")
    assert_in_words(response, 500, "Something broke here")
    assert SECRET not in response.content.decode()
    assert "breaks" not in response.content.decode()


def test_too_many_tries(client: Client) -> None:
    for _try in range(30):
        client.post("/account/login/", {})
    assert_in_words(client.post("/account/login/", {}), 429, "Please wait a little")
