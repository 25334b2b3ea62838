"""A web server that stands where the site would: it remembers what reaches it, and answers as its paths ask."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PUBLIC = "public, max-age=60, stale-while-revalidate=600"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it arrived behind the proxy."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Echo:
    """What arrived, and what the next answers are to be."""

    port: int
    close: Callable[[], None]
    arrivals: list[Arrival] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    delay: float = 0
    compresses: bool = False

    def forget(self) -> None:
        """Begin anew, with plain answers."""
        self.arrivals.clear()
        self.headers.clear()
        self.status, self.delay, self.compresses = 200, 0, False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    echo: Echo

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing when the proxy has given a visitor up."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Remember the request and answer with a number that no other answer has."""
        echo = self.server.echo
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        echo.arrivals.append(Arrival(self.command, self.path, dict(self.headers.items()), body))
        text = f"<p>{len(echo.arrivals)}</p>{'word ' * 200}".encode()
        time.sleep(echo.delay)
        self.send_response(echo.status)
        if echo.compresses and "gzip" in self.headers.get("Accept-Encoding", ""):
            text = gzip.compress(text)
            self.send_header("Content-Encoding", "gzip")
        for name, value in ({"Content-Type": "text/html; charset=utf-8"} | echo.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    def do_POST(self) -> None:
        """Answer it as any other."""
        self.do_GET()

    def do_HEAD(self) -> None:
        """Answer it as any other, without a page."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        """Print nothing."""


@contextmanager
def echoing() -> Iterator[Echo]:
    """Listen on a free port until the end of the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.echo = Echo(server.server_port, server.server_close)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.echo
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
