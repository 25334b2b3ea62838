"""Heads of requests that are too long or say what cannot be: refused in words, below 500, without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.security.handed_over import FORM, FORMS, JSON, ask, one_connection, refused

__all__ = ["one_connection"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
ROOT = Path(__file__).resolve().parent.parent.parent


def test_servers_get_such_requests() -> None:
    assert "application.request_class = PlainRequest" in (ROOT / "leverage/wsgi.py").read_text()


@pytest.mark.parametrize(
    "head",
    [
        {"HTTP_X_LONG": "x" * 16_384},
        {"HTTP_COOKIE": "a=" + "x" * 16_384},
        {"QUERY_STRING": "q=" + "x" * 16_384},
        {"PATH_INFO": "/" + "x" * 16_384},
        {"PATH_INFO": "/a" * 9_000},
        {"CONTENT_TYPE": "a; b=" + "x" * 16_384},
        {f"HTTP_X_{number}": "x" * 100 for number in range(200)},
        {"HTTP_REFERER": "https://a.example/" + "x" * 16_384},
    ],
    ids=lambda head: next(iter(head)),
)
def test_a_head_above_sixteen_kilobytes_is_refused(head: dict[str, str]) -> None:
    status, page = ask("GET", "/asks/", b"", **head)
    assert status == 431
    assert "Your browser sent too much" in page


ENCODINGS = [
    "zlib",
    "idna",
    "undefined",
    "base64",
    "punycode",
    "utf-16",
    "utf-7",
    "unicode_escape",
    "rot13",
    "nonsense",
    "\xff",
    '"' * 50,
]


@pytest.mark.parametrize("encoding", ENCODINGS, ids=ascii)
@pytest.mark.parametrize("kind", [FORM, JSON, "multipart/form-data; boundary=x", "text/html"])
def test_a_request_may_name_any_encoding(kind: str, encoding: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n\xffnew\r\n--x--\r\n'
    for said in (
        f"{kind}; charset={encoding}",
        f"{kind}; charset*={encoding}''%41",
        f"{kind}; a*={encoding}'%41",
    ):
        assert ask("GET", "/asks/?q=%ff%00", CONTENT_TYPE=said)[0] in {200, 400}
        for path in ("/propose/", "/log/receipt/"):
            refused(ask("POST", path, part, CONTENT_TYPE=said))


@pytest.mark.parametrize(
    "said",
    [
        "a; b*=x'y'z'w",
        "a; b*=undefined''%41",
        ";;;=",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 300,
        "multipart/form-data; boundary=\xff",
        "x" * 4000,
        "\x00",
        "a; b*=''",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("path", FORMS)
def test_a_kind_of_body_that_is_none_is_refused(path: str, said: str) -> None:
    refused(ask("POST", path, b"a=b", CONTENT_TYPE=said))


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "PROPFIND", "get", "A" * 500, "POST\n", "G\xc9T", ""]
)
@pytest.mark.parametrize("path", ["/", "/log/", "/account/login/", "/curate/", "/healthz"])
def test_a_method_that_nobody_knows_is_refused(path: str, method: str) -> None:
    assert ask(method, path)[0] in {405, 403, 302} | ({200} if method == "get" else set())


@pytest.mark.parametrize(
    "host", ["", "evil.test", "testserver:99999999", "a" * 255, "\xff", "testserver\r\nX: 1"]
)
def test_a_host_is_taken_or_refused(host: str) -> None:
    assert ask("GET", "/", HTTP_HOST=host)[0] in {200, 400}
