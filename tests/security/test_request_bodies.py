"""Bodies that are too large, too deep, packed or malformed: refused in words, below 500, without a trace."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest
from django.test import Client

from tests.security.handed_over import FORM, FORMS, JSON, SCRIPTED, ask, one_connection, refused

__all__ = ["one_connection"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    "path", [*FORMS[:5], *FORMS[6:], "/account/login/code/", "/account/login/passkey/"]
)
def test_a_body_above_256_kilobytes_is_refused(path: str) -> None:
    for kind in (FORM, JSON, "text/plain"):
        status, page = ask("POST", path, b"a=" + b"x" * (256 * 1024), CONTENT_TYPE=kind)
        assert status in {400, 403, 409, 413}
        refused((status, page))


@pytest.mark.parametrize("path", FORMS)
def test_more_than_200_fields_are_refused(path: str) -> None:
    refused(
        ask("POST", path, b"&".join(b"f%d=x" % number for number in range(201)), CONTENT_TYPE=FORM)
    )
    assert ask("GET", "/asks/?" + "&".join(f"f{number}=x" for number in range(201)))[0] == 400


def part(head: str, body: bytes = b"x") -> bytes:
    """Return a form of one part."""
    return (
        b"--x\r\nContent-Disposition: form-data; "
        + head.encode("latin-1")
        + b"\r\n\r\n"
        + body
        + b"\r\n--x--\r\n"
    )


PARTS = {
    "a file": part('name="text"; filename="a.exe"'),
    "a large file": part('name="text"; filename="a.bin"', b"x" * 3_000_000),
    "a file with a path": part('name="text"; filename="../../../etc/passwd"'),
    "many files": b"".join(part(f'name="f{number}"; filename="a"')[:-5] for number in range(120))
    + b"--x--\r\n",
    "an encoded name": part("name*=zlib''%41"),
    "an unknown encoding": part("name=kind; filename*=undefined''%41"),
    "base64 that is none": part('name="kind"\r\nContent-Transfer-Encoding: base64', b"!!!"),
    "no end": b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n' + b"x" * 1000,
    "no head": b"--x\r\n\r\n\r\n--x--",
    "nothing": b"",
    "a sign of nothing": part('name="ki\x00nd"', b"\x00\xff\xfe"),
    "a long head": part('name="' + "x" * 5000 + '"'),
    "parts in parts": b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\n--y--\r\n--x--\r\n",
}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("path", ["/propose/", "/log/", "/log/receipt/", "/account/login/"])
def test_a_form_of_parts_is_refused_in_words(path: str, name: str) -> None:
    refused(ask("POST", path, PARTS[name], CONTENT_TYPE="multipart/form-data; boundary=x"))


def test_a_packed_body_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    begun = time.monotonic()
    for path in ("/log/", "/propose/"):
        for kind in (FORM, JSON):
            refused(ask("POST", path, bomb, CONTENT_TYPE=kind, HTTP_CONTENT_ENCODING="gzip"))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("length", ["", "-1", "x", "99999999999999999999", "5"])
def test_a_length_that_is_wrong_or_missing_breaks_nothing(length: str) -> None:
    for path in ("/propose/", "/log/", "/log/receipt/"):
        refused(
            ask(
                "POST",
                path,
                b"kind=wording&text=a",
                CONTENT_TYPE=FORM,
                CONTENT_LENGTH=length,
                HTTP_TRANSFER_ENCODING="chunked",
            )
        )


TEXTS = {
    "deep lists": b"[" * 5000 + b"]" * 5000,
    "deep objects": b'{"a":' * 5000,
    "a huge number": b'{"a": ' + b"9" * 10_000 + b"}",
    "a huge power": b'{"a": 1e999999}',
    "not a number": b'{"a": NaN}',
    "half a pair": b'{"window": "\\ud800"}',
    "nothing as a sign": b'{"window": "\\u0000"}',
    "no UTF-8": b'{"window": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a key twice": b'{"step": "status", "step": "withdraw"}',
    "a list": b"[]",
    "a word": b'"x"',
    "nothing": b"",
    "null": b"null",
    "a mark of order": b"\xef\xbb\xbf{}",
    "a prototype": b'{"__proto__": {"a": 1}}',
}


@pytest.mark.parametrize("path", SCRIPTED)
def test_a_text_that_is_no_request_of_ours_is_refused(path: str) -> None:
    for name, text in TEXTS.items():
        status, page = ask("POST", path, text, CONTENT_TYPE=JSON)
        assert 400 <= status < 500, name
        assert page.startswith("{"), name
        refused((status, page))


@pytest.mark.parametrize("path", ["/account/credentials/", "/account/vault/"])
def test_such_a_text_from_an_account_is_refused_too(signed_in: Client, path: str) -> None:
    for name, text in TEXTS.items():
        answer = signed_in.post(path, text, content_type=JSON, CONTENT_TYPE=JSON)
        assert answer.status_code in {400, 409}, name
        assert set(answer.json()) == {"error", "words"}, name


FIELDS = [
    "a=%00",
    "a=%ff%fe",
    "a=%ed%a0%80",
    "kind=wording&kind=new_ask",
    "kind[]=wording",
    "%00=1",
    "=",
    "&&&",
    "kind=" + "%F0%9F" * 500,
    "kind=wording&ask=%00&text=%00",
    "login=%00&password=%00",
    "words=%00",
    "words=" + "a " * 3000,
    "kind=wording&text=" + "%0a" * 3000,
    "next=%00",
    "step=replace&words=",
    "step=%00",
    "credential=%00&table=%00&ask_1=%00",
    "table=other&ask_1=1&response_1=yes",
]


@pytest.mark.usefixtures("window", "on_the_day", "empty_memory")
@pytest.mark.parametrize("path", FORMS)
def test_fields_that_no_browser_sends_are_refused(path: str) -> None:
    for fields in FIELDS:
        status, page = ask("POST", path, fields.encode(), CONTENT_TYPE=FORM)
        assert status < 500, fields
        refused((status, page))
