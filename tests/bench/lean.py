"""The lean load: one request over and over, answers counted by their length, with TLS or without.

What a cache serves comes faster than `client` can look at it. Here nothing is parsed but the first answer of each
connection, which says how long every other one is.
"""

from __future__ import annotations

import selectors
import socket
import ssl
import time
from dataclasses import dataclass, field

_HOST = "127.0.0.1"
_BUFFER = 256 * 1024
_PATIENCE = 30.0
_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"
_LENGTH = b"content-length:"
_STARTS = b"HTTP/1.1 200"


class AnswerError(RuntimeError):
    """An answer was not 200, or the server ended a connection."""


@dataclass(slots=True)
class Visit:
    """One connection, how long an answer is, and how much of the present one is here."""

    line: socket.socket
    length: int
    here: int = 0
    sent: float = 0.0


@dataclass(slots=True)
class Seen:
    """What came of it."""

    spent: list[float] = field(default_factory=list)
    errors: int = 0


def send(
    port: int, connections: int, request: bytes, seconds: float, trusted: tuple[str, str] | None
) -> dict[str, object]:
    """Ask for so many seconds and return the rate, the slow twentieth, and how busy this process was.

    `trusted` is a certificate and a host name, for TLS.
    """
    visits = [_visit(port, request, trusted) for _ in range(connections)]
    seen = Seen()
    cpu, start = time.process_time(), time.perf_counter()
    try:
        _drive(visits, request, seen, start + seconds)
    except (AnswerError, OSError):
        seen.errors += 1
    spent, cpu = time.perf_counter() - start, time.process_time() - cpu
    for visit in visits:
        visit.line.close()
    ordered = sorted(seen.spent) or [0.0]
    return {
        "rate": len(seen.spent) / spent,
        "p95_ms": ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)] * 1000,
        "errors": seen.errors,
        "statuses": {},
        "busy": cpu / spent,
    }


def _drive(visits: list[Visit], request: bytes, seen: Seen, until: float) -> None:
    buffer = memoryview(bytearray(_BUFFER))
    with selectors.DefaultSelector() as selector:
        for visit in visits:
            visit.line.settimeout(0)
            selector.register(visit.line, selectors.EVENT_READ, visit)
            _ask(visit, request)
        # One answer at the least, however short the time.
        while (now := time.perf_counter()) < until or not seen.spent:
            for key, _events in selector.select(_PATIENCE):
                visit = key.data
                if _whole(visit, buffer):
                    seen.spent.append(time.perf_counter() - visit.sent)
                    _ask(visit, request)
            if time.perf_counter() - now > _PATIENCE:
                raise AnswerError


def _ask(visit: Visit, request: bytes) -> None:
    visit.here = 0
    visit.sent = time.perf_counter()
    # So few bytes always fit: the line is empty while nobody owes an answer.
    visit.line.sendall(request)


def _whole(visit: Visit, buffer: memoryview) -> bool:
    """Read what is there; return whether the answer is whole. Raises AnswerError."""
    while visit.here < visit.length:
        try:
            got = visit.line.recv_into(buffer)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        if not got or (not visit.here and buffer[: len(_STARTS)] != _STARTS):
            raise AnswerError
        visit.here += got
    return True


def _visit(port: int, request: bytes, trusted: tuple[str, str] | None) -> Visit:
    """Open a connection and learn from a first answer how long each is."""
    line: socket.socket = socket.create_connection((_HOST, port), timeout=_PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if trusted is not None:
        certificate, name = trusted
        line = ssl.create_default_context(cafile=certificate).wrap_socket(
            line, server_hostname=name
        )
    line.sendall(request)
    answer = b""
    while not is_whole(answer):
        got = line.recv(_BUFFER)
        if not got:
            raise AnswerError("The server ended the connection.")
        answer += got
    return Visit(line, len(answer))


def is_whole(answer: bytes) -> bool:
    """Return whether an answer has come to its end, as its length or its last chunk says."""
    head, end, body = answer.partition(_END)
    if not end:
        return False
    for line in head.split(b"\r\n"):
        if line.lower().startswith(_LENGTH):
            return len(body) >= int(line[len(_LENGTH) :])
    return body.endswith(_LAST_CHUNK)
