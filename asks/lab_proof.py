"""Whether a lab published a line on its own domain: the catalogue's only questions to the network.

A host is asked only when it stands in the shipped list of domains. Its addresses are looked up
once, refused unless all are public, and the connection goes to the very address that was checked.
"""

from __future__ import annotations

import hmac
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Final, Protocol, cast

import dns.exception
import dns.name
import dns.resolver
from dns.rdata import Rdata
from dns.rdtypes.ANY.TXT import TXT

from asks.kinds import Proof
from asks.lab_domains import LabDomain

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SECONDS: Final = 5.0  # For one check as a whole, look-ups and handshake included.
MOST_BYTES: Final = 4096  # Of a file's content.
_MOST_BYTES_SENT = 16 * 1024  # Of an answer as a whole, headers included.
PORT: Final = 443
PATH: Final = "/.well-known/leverage.txt"
DNS_LABEL: Final = "_leverage"

# Addresses that carry another one inside: the check would see the envelope only.
_ENVELOPES = tuple(
    ipaddress.IPv6Network(network)
    for network in ("::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
)


class ProofFailed(Exception):
    """The line was not found; the kinds below say why."""


class NothingAnswered(ProofFailed):
    """The domain did not answer in time, not over https with a good certificate, or not at all."""


class AnsweredOtherwise(ProofFailed):
    """The address answered with something else than a file; redirects are not followed."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(str(status))


class DomainNotPublic(ProofFailed):
    """The domain leads to an address that is not of the public internet."""


class LineMissing(ProofFailed):
    """The file or the DNS text was read and does not hold the line."""


class Resolver(Protocol):
    """Look-ups in the DNS; both raise NothingAnswered, and give up at `deadline` (monotonic)."""

    def addresses(self, host: str, deadline: float) -> list[str]:
        """Return every address of a host."""

    def texts(self, name: str, deadline: float) -> list[str]:
        """Return every text of a name; none when the name does not exist."""


class Fetch(Protocol):
    """Reads the well-known file of a host at one of its addresses."""

    def __call__(self, host: str, address: str, deadline: float) -> bytes:
        """Return the file's first 4 kB; raises NothingAnswered or AnsweredOtherwise."""


@dataclass(frozen=True)
class Outside:
    """The world outside, as a check meets it."""

    resolver: Resolver
    fetch: Fetch


def line_to_publish(token: str) -> str:
    """Return the line that a lab publishes, the same in the file and in the DNS text."""
    return f"leverage={token}"


def check_proof(proof: Proof, domain: LabDomain, token: str, outside: Outside) -> None:
    """Return when `domain` publishes the line of `token` in the way of `proof`.

    Raises ProofFailed otherwise, after five seconds at the latest.
    """
    deadline = time.monotonic() + SECONDS
    if proof is Proof.DNS:
        lines = outside.resolver.texts(f"{DNS_LABEL}.{domain.domain}", deadline)
    else:
        lines = _file_lines(domain.domain, deadline, outside)
    if not _holds(lines, line_to_publish(token)):
        raise LineMissing


def is_public(address: str) -> bool:
    """Return whether an address is one of the public internet, reachable by anybody."""
    found = ipaddress.ip_address(address)
    if found.version == 6 and any(found in network for network in _ENVELOPES):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def fetch_file(
    host: str,
    address: str,
    deadline: float,
    *,
    port: int = PORT,
    context: ssl.SSLContext | None = None,
) -> bytes:
    """Read the well-known file of `host` from the server at `address`.

    The certificate must name the host. Only a plain 200 counts; at most 4 kB of content are read.
    """
    request = (
        f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: leverage\r\n"
        "Accept: text/plain\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    tls = context or ssl.create_default_context()
    try:
        with socket.create_connection((address, port), timeout=_left(deadline)) as plain:
            plain.settimeout(_left(deadline))
            with tls.wrap_socket(plain, server_hostname=host) as secure:
                secure.settimeout(_left(deadline))
                secure.sendall(request.encode("ascii"))
                return _content(secure, deadline)
    except (OSError, HTTPException) as error:
        raise NothingAnswered from error


class DnsResolver:
    """The DNS, by the name servers of this computer."""

    def addresses(self, host: str, deadline: float) -> list[str]:
        """Return the addresses of both families."""
        try:
            found = [*self._look_up(host, "A", deadline), *self._look_up(host, "AAAA", deadline)]
        except dns.resolver.NXDOMAIN as error:
            raise NothingAnswered from error
        return [record.to_text() for record in found]

    def texts(self, name: str, deadline: float) -> list[str]:
        """Return each text whole, its pieces joined."""
        try:
            found = self._look_up(name, "TXT", deadline)
        except dns.resolver.NXDOMAIN:
            return []
        pieces = [cast(TXT, record).strings for record in found]
        return [b"".join(strings).decode("utf-8", "replace") for strings in pieces]

    def _look_up(self, name: str, kind: str, deadline: float) -> list[Rdata]:
        try:
            answer = dns.resolver.resolve(
                dns.name.from_text(name),
                kind,
                raise_on_no_answer=False,
                lifetime=_left(deadline),
                search=False,
            )
        except dns.resolver.NXDOMAIN:
            raise
        except (dns.exception.DNSException, OSError) as error:
            raise NothingAnswered from error
        return list(answer.rrset or [])


OUTSIDE: Final = Outside(resolver=DnsResolver(), fetch=fetch_file)


class _Wire(io.RawIOBase):
    """What a server sends, until the deadline and up to the limit, for the standard HTTP parser."""

    def __init__(self, secure: ssl.SSLSocket, deadline: float) -> None:
        self.secure, self.deadline, self.budget = secure, deadline, _MOST_BYTES_SENT

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the stream that the parser asks its socket for."""
        return io.BufferedReader(self, buffer_size=1024)

    def readable(self) -> bool:
        """Return that this can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read on; a drop every four seconds does not move the deadline, and the end may be ours."""
        self.secure.settimeout(_left(self.deadline))
        window = memoryview(buffer)[: self.budget]
        count = self.secure.recv_into(window) if window else 0
        self.budget -= count
        return count


def _content(secure: ssl.SSLSocket, deadline: float) -> bytes:
    response = HTTPResponse(cast(socket.socket, _Wire(secure, deadline)), method="GET")
    response.begin()
    if response.status != HTTPStatus.OK:
        raise AnsweredOtherwise(response.status)
    return response.read(MOST_BYTES)


def _file_lines(host: str, deadline: float, outside: Outside) -> list[str]:
    addresses = outside.resolver.addresses(host, deadline)
    if not all(is_public(address) for address in addresses):
        raise DomainNotPublic
    if not addresses:
        raise NothingAnswered
    return outside.fetch(host, addresses[0], deadline).decode("utf-8", "replace").splitlines()


def _holds(lines: Iterable[str], wanted: str) -> bool:
    return any(hmac.compare_digest(line.strip().encode(), wanted.encode()) for line in lines)


def _left(deadline: float) -> float:
    """Return the seconds until `deadline`; raises TimeoutError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
