"""Connections that never finish what they began: slow headers and slow bodies, while somebody reads."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import time
from collections.abc import Callable

from tests.deploy.proxy import NoProxyError, Proxy, serving
from tests.drill.findings import CouldNotRun, Finding
from tests.drill.size import Size
from tests.drill.traffic import HOST, NO_ANSWER, Answer, Steady, ask, failed, percentile
from tests.drill.tree import Tree

_SLOW_HEADERS = b"GET /asks/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
_SLOW_BODY = (
    b"POST /log/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)
_DRIP = 1.0
_MOST_P95_MS = 1000.0
_TIMEOUT = 20.0
# Not one of the public pages, which the proxy has in its memory: this one is made anew for everybody.
_PAGE = "/account/login/"

Connect = Callable[[], socket.socket]


def half_open(tree: Tree, size: Size) -> Finding:
    """Hold many connections open, each with one more byte a second, and read beside them.

    Slow bodies are for the proxy, which takes them in before it asks the site. The bare server reads a body in one of
    its few threads, so they are not sent there: it listens on the loopback address only.
    """
    found = Finding(f"{size.half_open} half-open connections")

    def bare() -> socket.socket:
        return socket.create_connection((HOST, tree.port), timeout=_TIMEOUT)

    _hold(size, found, "bare, headers", bare, _SLOW_HEADERS, lambda: ask(tree.port, _PAGE))
    try:
        with serving(tree.folder / "proxy", tree.port) as proxy:
            for kind, begin in (("headers", _SLOW_HEADERS), ("bodies", _SLOW_BODY)):
                through = _through(proxy)
                _hold(size, found, f"proxy, {kind}", through, begin, lambda: _ask_through(proxy))
    except NoProxyError as problem:
        raise CouldNotRun(str(problem)) from problem
    return found


def _through(proxy: Proxy) -> Connect:
    trust = proxy.trust()

    def connect() -> socket.socket:
        plain = socket.create_connection((HOST, proxy.port), timeout=_TIMEOUT)
        return trust.wrap_socket(plain, server_hostname=proxy.names[0])

    return connect


def _ask_through(proxy: Proxy) -> Answer:
    began = time.perf_counter()
    connection = http.client.HTTPSConnection(
        proxy.names[0], proxy.port, timeout=_TIMEOUT, context=proxy.trust()
    )
    try:
        connection.request("GET", _PAGE)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        status = NO_ANSWER
    finally:
        connection.close()
    return Answer(status, time.perf_counter() - began)


def _hold(
    size: Size,
    found: Finding,
    name: str,
    connect: Connect,
    begin: bytes,
    look: Callable[[], Answer],
) -> None:
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(connect()) for _ in range(size.half_open)]
        for connection in held:
            connection.sendall(begin)
        reading = stack.enter_context(Steady(look, 0.05))
        until = time.monotonic() + size.held
        while time.monotonic() < until:
            time.sleep(_DRIP)
            for connection in held:
                with contextlib.suppress(OSError, ssl.SSLError):  # The server may have had enough.
                    connection.sendall(b"a")
        reading.leave()
    wrong, p95 = failed(reading.statuses), percentile(reading.spent, 95)
    found.figures |= {f"{name}: pages": reading.statuses[200], f"{name}: p95 ms": p95}
    found.expect(bool(reading.statuses[200]), f"{name}: no page was read")
    found.expect(wrong == 0, f"{name}: {wrong} pages failed")
    found.expect(p95 < _MOST_P95_MS, f"{name}: the slowest twentieth took {p95} ms")
    found.expect(not reading.broken, f"{name}: the reader could not go on: {reading.broken}")
