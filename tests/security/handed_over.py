"""Requests as a server hands them over, to the WSGI application itself: Django's test client would put them right."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from leverage.plain_requests import PlainRequest

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
FORMS = [
    "/propose/",
    "/propose/reference/",
    "/log/",
    "/log/receipt/",
    "/log/verify/",
    "/prepare/offer_received/",
    "/account/login/",
    "/account/signup/",
]
SCRIPTED = ["/log/", "/log/receipt/", "/log/verify/"]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Leave the connection open that holds this test's rows, as Django's own test client does."""
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


class Application(WSGIHandler):
    """What `leverage.wsgi` offers to servers, without the questions that it asks before."""

    request_class = PlainRequest


@cache
def application() -> Application:
    """Return what a server calls; made once there is a folder of static files."""
    return Application()


def ask(method: str, path: str, body: bytes = b"", **environ: Any) -> tuple[int, str]:
    """Send a request as a server would, and return the status and the page."""
    path, _mark, query = path.partition("?")
    given = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **environ,
    }
    told: list[str] = []

    def start(status: str, headers: Any, trouble: Any = None, /) -> Any:
        told.append(status)

    answer = application()(given, start)
    page = b"".join(answer)
    answer.close()
    return int(told[0].split()[0]), page.decode("utf-8", "replace")


def refused(found: tuple[int, str], *, most: int = 499) -> None:
    """Hold an answer against the rule: below 500, in words, without a trace of the program."""
    status, page = found
    assert status <= most, page[:300]
    assert "Traceback" not in page
    assert "Exception" not in page
    assert len(page) > 20
