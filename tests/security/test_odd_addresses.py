"""Addresses that mean nothing, and texts over which a careless pattern takes minutes: both are answered at once."""

from __future__ import annotations

import time
import urllib.parse
from pathlib import Path

import pytest

from outcomes.mail.problems import MailRefused
from outcomes.mail.sender import read_author
from tests.security.handed_over import one_connection
from tests.security.world import Person

__all__ = ["one_connection"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]
ROOT = Path(__file__).resolve().parent.parent.parent


ADDRESSES = [
    "/asks/%00/",
    "/asks/?page=99999999999999999999",
    "/asks/?page=-1",
    "/asks/?q=%00",
    "/asks/?q=%ed%a0%80",
    "/asks/?q=" + "a" * 3000,
    "/asks/?effort=%00&effort=%00",
    "/asks/compare/?ask=%00",
    "/asks/x/versions/99999999999999999999/",
    "/labs/?lab=%00",
    "/labs/compare/?lab=%00&lab=a",
    "/focus/?run=99999999",
    "/focus/?lab=%00",
    "/focus/?run=\u0661",
    "/tallies/%00/",
    "/data/%00",
    "/data/..%2f..%2fetc%2fpasswd",
    "/data/a/../../x",
    "/log/keys/%00/",
    "/feeds/labs/%00/",
    "/api/v1/asks/?page=%00",
    "/prepare/%00/",
    "/propose/?kind=%00&ask=%00",
    "/static/..%2f..%2fmanage.py",
    "/static/%00",
    "/static/\u202e",
    "/labs/answer-help/../../curate/",
    "/de/%00/",
    "/zz/asks/",
    "/asks/a\nb/",
    "/asks/\ud800/",
    "/curate/positions/a/b/%00",
    "/account/second-factor/keys/99999999999999999999/edit/",
    "/curate/admin/asks/ask/%00/change/",
    "/curate/admin/asks/ask/?p=99999999999999999999&o=%00",
    "/curate/admin/r/1/x/",
    "/.git/config",
    "/.env",
    "/metrics?token=x",
]


def test_an_address_that_means_nothing_breaks_nothing(world: dict[str, Person]) -> None:
    for path in ADDRESSES:
        # As a server hands it over: each byte as one sign.
        bytes_of = urllib.parse.unquote_to_bytes(
            path.partition("?")[0].encode("utf-8", "surrogatepass")
        )
        query = path.partition("?")[2].encode().decode("latin-1")
        for who in ("stranger", "curator"):
            client = world[who].client
            client.raise_request_exception = False
            answer = client.get("/", PATH_INFO=bytes_of.decode("latin-1"), QUERY_STRING=query)
            assert answer.status_code < 500, f"{path} by {who}"


# -- Patterns that take long ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        b'"' + b'\\"' * 7_900,
        b'\\"' * 8_000,
        b"<" * 16_000,
        b"a@" + b"a." * 7_900,
        b'""' * 8_000,
        b" " * 16_000 + b"<",
    ],
    ids=lambda value: value[:4],
)
def test_a_sender_of_sixteen_kilobytes_is_read_at_once(value: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(MailRefused):
        read_author(value)
    assert time.process_time() - begun < 0.1


LONG = [
    "a" * 5000,
    "a@" * 2500,
    "https://" + "a." * 240,
    "https://a.example/" + "%41" * 150,
    "-" * 5000,
    " " * 5000,
    "\u0130" * 2000,
    "1-" * 2500,
]


def test_no_field_takes_long_to_refuse(world: dict[str, Person]) -> None:
    for text in LONG:
        begun = time.process_time()
        send_everywhere(world, text)
        assert time.process_time() - begun < 5, text[:20]


def send_everywhere(world: dict[str, Person], text: str) -> None:
    """Send a text in the fields that strangers may type in."""
    for sent in (
        {"kind": "source", "ask": text, "url": text, "text": text},
        {"kind": "new_ask", "title": text, "text": text, "check": text},
    ):
        world["stranger"].client.post("/propose/", sent)
    world["stranger"].client.post(
        "/account/signup/", {"username": text, "password1": text, "password2": text}
    )
    world["stranger"].client.post("/log/receipt/", {"words": text})
    world["stranger"].client.post("/log/verify/", {"credential": text, "headers": text})
