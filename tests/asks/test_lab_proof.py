"""Looking for a line on a lab's domain: what is found, and what is never touched."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import dns.resolver
import pytest

from asks import lab_proof
from asks.kinds import Proof
from asks.lab_domains import LabDomain
from asks.lab_proof import (
    MOST_BYTES,
    AnsweredOtherwise,
    DnsResolver,
    DomainNotPublic,
    LineMissing,
    NothingAnswered,
    Outside,
    check_proof,
    fetch_file,
    is_public,
)
from tests.asks.loopback import LOOPBACK, certificate, name_server, web_server

DOMAIN = LabDomain("lab.example", "https://lab.example")
TOKEN = "0123456789abcdef0123456789abcdef"
LINE = f"leverage={TOKEN}"
PUBLIC = "93.184.215.14"
PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 (never bound to)
    "224.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.215.14",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "2001:0:7f00:1::",
]


@dataclass
class Internet:
    """A resolver and a web server outside, in memory; it notes which addresses were visited."""

    found: list[str] = field(default_factory=lambda: [PUBLIC])
    names: dict[str, list[str]] = field(default_factory=dict)
    file: bytes = b""
    visited: list[tuple[str, str]] = field(default_factory=list)

    def addresses(self, host: str, deadline: float) -> list[str]:
        return self.found

    def texts(self, name: str, deadline: float) -> list[str]:
        return self.names.get(name, [])

    def fetch(self, host: str, address: str, deadline: float) -> bytes:
        self.visited.append((host, address))
        return self.file

    def outside(self) -> Outside:
        return Outside(resolver=self, fetch=self.fetch)


def test_the_line_is_found_among_others_in_the_file() -> None:
    internet = Internet(file=f"leverage=another\r\n {LINE} \r\n".encode())
    check_proof(Proof.WELL_KNOWN, DOMAIN, TOKEN, internet.outside())
    assert internet.visited == [("lab.example", PUBLIC)]


def test_the_line_is_found_in_the_dns_without_a_visit() -> None:
    internet = Internet(names={"_leverage.lab.example": ["other", LINE]})
    check_proof(Proof.DNS, DOMAIN, TOKEN, internet.outside())
    assert internet.visited == []


@pytest.mark.parametrize(
    "text", ["", TOKEN, f"leverage={TOKEN[:-1]}", f"x{LINE}", f"{LINE}0", "leverage=", "\udcff"]
)
@pytest.mark.parametrize("proof", list(Proof))
def test_nothing_else_than_the_whole_line_counts(proof: Proof, text: str) -> None:
    content = text.encode("utf-8", "surrogateescape")
    read = content.decode("utf-8", "replace")
    internet = Internet(names={"_leverage.lab.example": [read]}, file=content)
    with pytest.raises(LineMissing):
        check_proof(proof, DOMAIN, TOKEN, internet.outside())


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_never_visited(address: str) -> None:
    assert not is_public(address)
    internet = Internet(found=[PUBLIC, address], file=LINE.encode())
    with pytest.raises(DomainNotPublic):
        check_proof(Proof.WELL_KNOWN, DOMAIN, TOKEN, internet.outside())
    assert internet.visited == []


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700::6810:84e5"])
def test_a_public_address_is_known_as_such(address: str) -> None:
    assert is_public(address)


def test_a_domain_without_an_address_does_not_answer() -> None:
    with pytest.raises(NothingAnswered):
        check_proof(Proof.WELL_KNOWN, DOMAIN, TOKEN, Internet(found=[]).outside())


# -- A web server on loopback ------------------------------------------------------------------------


@dataclass
class Lab:
    """A lab's web server: what it was asked, and how it is reached."""

    folder: Path
    host: str = "lab.example"
    asked: list[bytes] = field(default_factory=list)

    def read(self, talk: Callable[[ssl.SSLSocket], None], seconds: float = 5.0) -> bytes:
        """Fetch the file of lab.example from this server."""
        cert_file, key_file = certificate(self.host, self.folder)
        context = ssl.create_default_context(cafile=str(cert_file))
        fetch = partial(fetch_file, context=context)
        with web_server(cert_file, key_file, partial(self._hear, talk)) as port:
            return fetch("lab.example", LOOPBACK, time.monotonic() + seconds, port=port)

    def _hear(self, talk: Callable[[ssl.SSLSocket], None], visitor: ssl.SSLSocket) -> None:
        self.asked.append(visitor.recv(4096))
        talk(visitor)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def says(status: str, body: bytes = b"", headers: str = "") -> Callable[[ssl.SSLSocket], None]:
    head = f"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n".encode()
    return lambda visitor: visitor.sendall(head + body)


def test_the_file_is_asked_for_by_one_fixed_path(lab: Lab) -> None:
    assert lab.read(says("200 OK", LINE.encode())) == LINE.encode()
    [request] = lab.asked
    assert request.startswith(
        b"GET /.well-known/leverage.txt HTTP/1.1\r\nHost: lab.example\r\nUser-Agent: leverage\r\n"
    )
    assert b"ookie" not in request


def test_a_file_in_chunks_is_read(lab: Lab) -> None:
    body = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    assert lab.read(says("200 OK", body, "Transfer-Encoding: chunked\r\n")) == b"abcde"


@pytest.mark.parametrize(
    ("status", "code"),
    [("301 Moved", 301), ("302 Found", 302), ("404 Not Found", 404), ("500 Oops", 500)],
)
def test_only_a_plain_answer_counts_and_no_redirect_is_followed(
    lab: Lab, status: str, code: int
) -> None:
    with pytest.raises(AnsweredOtherwise) as refused:
        lab.read(says(status, LINE.encode(), "Location: https://lab.example/elsewhere\r\n"))
    assert refused.value.status == code
    assert len(lab.asked) == 1


def test_no_more_than_four_thousand_signs_are_read(lab: Lab) -> None:
    assert lab.read(says("200 OK", b"x" * 100_000)) == b"x" * MOST_BYTES


@pytest.mark.parametrize("flood", [b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000, b"x" * 90_000])
def test_headers_without_end_are_cut_off(lab: Lab, flood: bytes) -> None:
    with pytest.raises(NothingAnswered):
        lab.read(lambda visitor: visitor.sendall(flood))


def drip(visitor: ssl.SSLSocket) -> None:
    visitor.sendall(b"HTTP/1.1 200 OK\r\n")
    visitor.settimeout(0.02)
    for _drop in range(500):
        visitor.sendall(b"A")
        try:
            visitor.recv(1)
        except TimeoutError:
            continue
        return  # The visitor hung up.


def test_a_server_that_drips_is_left_when_the_time_is_over(lab: Lab) -> None:
    started = time.monotonic()
    with pytest.raises(NothingAnswered):
        lab.read(drip, seconds=0.4)
    assert time.monotonic() - started < 3


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NothingAnswered):
        Lab(tmp_path, host="other.example").read(says("200 OK", LINE.encode()))


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    cert_file, key_file = certificate("lab.example", tmp_path)
    with web_server(cert_file, key_file, says("200 OK")) as port, pytest.raises(NothingAnswered):
        fetch_file("lab.example", LOOPBACK, time.monotonic() + 5, port=port)


def test_a_closed_port_does_not_answer() -> None:
    with pytest.raises(NothingAnswered):
        fetch_file("lab.example", LOOPBACK, time.monotonic() + 5, port=1)


def test_when_no_time_is_left_nothing_is_asked() -> None:
    with pytest.raises(NothingAnswered):
        fetch_file("lab.example", LOOPBACK, time.monotonic() - 1)


def test_a_visit_goes_over_https_to_the_usual_port_for_at_most_five_seconds() -> None:
    assert (lab_proof.PORT, lab_proof.SECONDS, MOST_BYTES) == (443, 5.0, 4096)
    assert lab_proof.OUTSIDE.fetch is fetch_file


# -- A name server on loopback -----------------------------------------------------------------------


def test_names_are_looked_up_in_both_families_and_texts_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    records = {
        ("lab.example", "A"): [PUBLIC],
        ("lab.example", "AAAA"): ["2606:4700::1"],
        ("_leverage.lab.example", "TXT"): [f'"leverage=" "{TOKEN}"'],
    }
    deadline = time.monotonic() + 5
    with name_server(records) as resolver:
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        assert DnsResolver().addresses("lab.example", deadline) == [PUBLIC, "2606:4700::1"]
        assert DnsResolver().texts("_leverage.lab.example", deadline) == [LINE]
        assert DnsResolver().texts("lab.example", deadline) == []
        assert DnsResolver().texts("_leverage.other.example", deadline) == []
        with pytest.raises(NothingAnswered):
            DnsResolver().addresses("other.example", deadline)


def test_a_name_server_that_is_silent_does_not_hold_anybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with name_server({}) as resolver:
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        with pytest.raises(NothingAnswered):
            DnsResolver().texts("_leverage.lab.example", time.monotonic() - 1)
