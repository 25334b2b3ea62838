"""What stands in front of the site in production, as small as can be: it speaks TLS, compresses, and notes what passes.

Its certificate is made for the run and nobody has to trust it: `pin` names its key for a browser.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

HOST_NAME = "localhost"
_ADDRESS = "127.0.0.1"
_COMPRESSED = ("text/", "application/json", "application/javascript", "application/ld+json")
# A proxy's usual choice: higher levels cost much time for a few bytes.
_LEVEL = 6
_FEWEST_BYTES = 256
_OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length"}
_LIFE = dt.timedelta(days=1)
_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer: how it went over the line, and its text if it is a page."""

    method: str
    path: str
    status: int
    headers: dict[str, str]
    sent: int
    page: str | None


class Front(ThreadingHTTPServer):
    """Listens on a free port as soon as it is made; answers once `upstream` is set and it serves."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__((_ADDRESS, 0), _PassOn)
        self.upstream = 0
        self.pin = _make_certificate(folder / "front.pem")
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(folder / "front.pem")
        # The handshake then happens in the thread of the connection and holds up nobody else.
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self._noted: list[Exchange] = []

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"https://{HOST_NAME}:{self.server_port}"

    def note(self, exchange: Exchange) -> None:
        """Keep what passed; called by each thread of a connection."""
        self._noted.append(exchange)

    def taken(self) -> list[Exchange]:
        """Return what passed since the last call."""
        noted, self._noted = self._noted, []
        return noted

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when a browser leaves in the middle of an answer."""

    @contextmanager
    def serving(self, upstream: int) -> Iterator[None]:
        """Pass on to a port of this computer, until the end of the block."""
        self.upstream = upstream
        thread = threading.Thread(target=self.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            self.server_close()
            thread.join()


class _PassOn(BaseHTTPRequestHandler):
    """One connection of a browser."""

    protocol_version = "HTTP/1.1"
    server: Front
    timeout = _TIMEOUT

    def do_GET(self) -> None:
        """Pass the request on and the answer back."""
        length = int(self.headers.get("Content-Length") or 0)
        site = http.client.HTTPConnection(_ADDRESS, self.server.upstream, timeout=_TIMEOUT)
        try:
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in {"connection", "keep-alive", "accept-encoding"}
            }
            headers["X-Forwarded-Proto"] = "https"
            site.request(self.command, self.path, self.rfile.read(length), headers)
            answer = site.getresponse()
            self._answer(answer, answer.read())
        finally:
            site.close()

    def do_POST(self) -> None:
        """Pass it on as any other."""
        self.do_GET()

    def do_HEAD(self) -> None:
        """Pass it on as any other."""
        self.do_GET()

    def _answer(self, answer: http.client.HTTPResponse, plain: bytes) -> None:
        headers = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in _OF_THE_CONNECTION
        ]
        kind = answer.headers.get("Content-Type", "")
        body = plain
        if self._may_compress(answer, plain):
            body = gzip.compress(plain, _LEVEL, mtime=0)
            headers = [(name, _weak(name, value)) for name, value in headers]
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        lines = [f"{name}: {value}\r\n" for name, value in headers]
        lines.append(f"Content-Length: {len(body)}\r\n\r\n")
        head = f"HTTP/1.1 {answer.status} {answer.reason}\r\n{''.join(lines)}".encode("latin-1")
        page = plain.decode() if kind.startswith("text/html") and plain else None
        noted = {name.lower(): value for name, value in headers}
        # Noted before it is sent: whoever has seen the answer finds it here.
        self.server.note(
            Exchange(self.command, self.path, answer.status, noted, len(head) + len(body), page)
        )
        self.wfile.write(head + body)

    def _may_compress(self, answer: http.client.HTTPResponse, plain: bytes) -> bool:
        return (
            len(plain) >= _FEWEST_BYTES
            and "gzip" in self.headers.get("Accept-Encoding", "")
            and "Content-Encoding" not in answer.headers
            and answer.headers.get("Content-Type", "").startswith(_COMPRESSED)
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        """Write no access log, as production's front must not."""


def _weak(name: str, value: str) -> str:
    """Return a header as it is after compressing: a tag then no longer names the very bytes."""
    strong = name.lower() == "etag" and not value.startswith("W/")
    return f"W/{value}" if strong else value


def _make_certificate(path: Path) -> str:
    """Write a new key and certificate into one file; return the hash of the key as browsers take it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST_NAME)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - _LIFE)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST_NAME)]), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(public).digest()).decode("ascii")
