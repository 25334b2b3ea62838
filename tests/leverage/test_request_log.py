"""What the site writes about requests: what and how fast, never who; and of the log pages nothing."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from leverage import urls
from leverage.logs import PlaceFormatter
from leverage.models import User
from tests.leverage.conftest import NAME, PASSWORD

pytestmark = pytest.mark.django_db

SECRET = "what-a-person-typed"
CANARIES = ("203.0.113.77", "MarkedAgent", "marked-referrer", "marked-query", NAME, SECRET)
LINE = re.compile(
    r"\d{4}-\d\d-\d\d (INFO|ERROR) leverage\.middleware: [A-Z]+ /\S* \d{3} (<\d+ms|slow)"
)


def breaks(request: HttpRequest, name: str = "") -> HttpResponse:
    """Fail with a person's words in the message and in a local variable."""
    typed = request.POST.get("typed", SECRET)
    raise ValueError(typed)


urlpatterns = [
    path("breaks/<slug:name>/", breaks),
    path("log/breaks/", breaks),
    *urls.urlpatterns,
]


@pytest.fixture
def marked() -> Client:
    """Return a browser that says much about itself."""
    return Client(
        raise_request_exception=False,
        REMOTE_ADDR="203.0.113.77",
        HTTP_X_FORWARDED_FOR="203.0.113.77",
        HTTP_USER_AGENT="MarkedAgent/7",
        HTTP_REFERER="https://marked-referrer.example/",
    )


@pytest.mark.usefixtures("account")
def test_a_line_says_what_was_asked_and_nothing_of_whom(
    marked: Client, console: Callable[[], str]
) -> None:
    marked.get("/?q=marked-query")
    marked.get("/asks/marked-query/")
    marked.get("/marked-query/")
    marked.post("/account/login/", {"login": NAME, "password": "wrong"})
    marked.post("/account/login/", {"login": NAME, "password": PASSWORD})
    marked.get("/account/credentials/")
    lines = console().splitlines()
    assert len(lines) == 6
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert [canary for canary in CANARIES if canary in console()] == []


def test_a_line_gives_the_pattern_of_a_path(marked: Client, console: Callable[[], str]) -> None:
    marked.get("/asks/marked-query/")
    marked.get("/nowhere/marked-query/")
    assert "GET /asks/<slug:slug>/ 404" in console()
    assert "GET /unmatched 404" in console()


@pytest.mark.parametrize(
    "log_path", ["/log/", "/log/?lab=marked-query", "/log/receipt/", "/log/x/"]
)
def test_of_the_log_pages_there_is_no_line(
    marked: Client, console: Callable[[], str], log_path: str
) -> None:
    marked.get(log_path)
    marked.post(log_path, {"words": SECRET})
    marked.put(log_path)
    assert console() == ""


@pytest.mark.urls("tests.leverage.test_request_log")
def test_an_exception_is_written_as_its_type_and_place(
    marked: Client, console: Callable[[], str]
) -> None:
    assert marked.post("/breaks/marked-query/", {"typed": SECRET}).status_code == 500
    written = console()
    assert re.search(
        r"ValueError at leverage/test_request_log\.py:\d+ in breaks$", written, re.MULTILINE
    )
    assert "ERROR leverage.middleware: POST /breaks/<slug:name>/ 500" in written
    assert [canary for canary in CANARIES if canary in written] == []
    assert "Traceback" not in written


@pytest.mark.urls("tests.leverage.test_request_log")
def test_an_exception_on_a_log_page_gives_its_place_and_no_line(
    marked: Client, console: Callable[[], str]
) -> None:
    marked.post("/log/breaks/", {"typed": SECRET})
    [unhandled, place] = console().splitlines()
    assert unhandled.endswith("ERROR django.request: unhandled exception")
    assert place.startswith("ValueError at leverage/test_request_log.py:")


@pytest.mark.parametrize("name", ["django.security.DisallowedHost", "django.server"])
def test_loggers_that_write_hosts_and_addresses_write_nowhere(
    console: Callable[[], str], name: str
) -> None:
    logging.getLogger(name).error("Invalid host: %s", SECRET)
    assert console() == ""


def test_a_wrong_host_is_refused_without_a_word(client: Client, console: Callable[[], str]) -> None:
    assert client.get("/", headers={"host": "marked-query.example"}).status_code == 400
    assert "marked-query" not in console()


def test_a_trace_that_another_handler_wrote_is_not_repeated() -> None:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "broke", (), None)
    record.exc_text = f"Traceback: {SECRET}"
    assert SECRET not in PlaceFormatter().format(record)


def test_an_account_in_a_message_is_no_name() -> None:
    assert NAME not in f"{User(username=NAME)} {User(username=NAME)!r}"
