"""No line and no file of the proxy names a visitor, whatever goes wrong: their address, agent, path, words or body."""

from __future__ import annotations

import os
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.deploy.echo import Echo, echoing
from tests.deploy.proxy import Proxy, serving
from tests.waiting import wait_until

pytestmark = pytest.mark.proxy

# A loopback address of their own, so that it can be told from everything else.
ADDRESS = "127.66.55.44"
MARKS = (ADDRESS.encode(), b"MARK")
HEADERS = (
    "Host: localhost\r\nUser-Agent: MARK-agent\r\nReferer: https://MARK/\r\nCookie: a=MARK\r\n"
)
# Longer than the proxy waits for the next byte.
TOO_SLOW = 11.0


@contextmanager
def connected(proxy: Proxy, *, tls: bool = True) -> Iterator[socket.socket]:
    """Connect from the marked address."""
    plain = socket.create_connection(("127.0.0.1", proxy.port), 20, (ADDRESS, 0))
    with (
        proxy.trust().wrap_socket(plain, server_hostname="localhost")
        if tls
        else plain as connection
    ):
        yield connection


def send(proxy: Proxy, text: str, *, tls: bool = True, wait: bool = True) -> bytes:
    """Send bytes as they are; return what came back, if somebody waits for it."""
    with connected(proxy, tls=tls) as connection:
        connection.sendall(text.encode())
        with suppress(OSError):
            return connection.recv(200) if wait else b""
    return b""


def request(path: str, method: str = "GET", more: str = "", body: str = "") -> str:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return (
        f"{method} {path}?q=MARK HTTP/1.1\r\n{HEADERS}{length}{more}Connection: close\r\n\r\n{body}"
    )


def go_wrong(proxy: Proxy, echo: Echo) -> list[bytes]:
    """Make everything go wrong that a visitor can; return what was answered to each."""
    answers = [
        send(proxy, request("/MARK/", more=f"X-Long: MARK{'x' * 9000}\r\n")),
        send(proxy, request(f"/MARK{'x' * 9000}")),
        send(proxy, request("/MARK/", more="Content-Length: MARK\r\n")),
        send(proxy, "MARK\r\n\r\n"),
        send(proxy, "GET /MARK HTTP/9.9\r\n\r\n"),
        send(proxy, request("/MARK/", more="Transfer-Encoding: MARK\r\n")),
        send(proxy, request("/%00MARK/")),
        send(proxy, request("/../../MARK/")),
        send(proxy, request("/log/MARK", "POST", body="MARK" * 100_000)),
        send(proxy, request("/static/MARK")),
        send(proxy, request("/metrics/MARK")),
        # Plain text where TLS is spoken, and noise.
        send(proxy, request("/MARK/"), tls=False),
        send(proxy, "MARK\r\n\r\n", tls=False),
        send(proxy, "\x16\x03\x01\0\x04MARK", tls=False),
    ]
    # Those who leave in the middle: of the head, of the body, of the answer.
    send(proxy, "GET /MARK/ HTTP/1.1\r\nUser-Agent: MARK", wait=False)
    send(proxy, request("/log/MARK", "POST", "Content-Length: 90\r\n", "MARK"), wait=False)
    echo.delay = 0.3
    send(proxy, request("/MARK/"), wait=False)
    with pytest.raises(ssl.SSLError):
        refuse_its_certificate(proxy)
    return answers


def refuse_its_certificate(proxy: Proxy) -> None:
    """Break a handshake off, as a browser does that does not trust."""
    plain = socket.create_connection(("127.0.0.1", proxy.port), 20, (ADDRESS, 0))
    with plain, ssl.create_default_context().wrap_socket(plain, server_hostname="MARK.example"):
        pass


def hang(proxy: Proxy) -> None:
    """Send half a head and half a body, and then nothing for longer than the proxy waits."""
    with connected(proxy) as head, connected(proxy) as body:
        head.sendall(b"GET /MARK/ HTTP/1.1\r\nUser-Agent: MARK")
        body.sendall(request("/log/MARK", "POST", "Content-Length: 9000\r\n", "MARK").encode())
        time.sleep(TOO_SLOW)


def found(proxy: Proxy) -> set[str]:
    """Return the files of the proxy, its output included, that hold a mark."""
    files = [file for file in proxy.output.parent.rglob("*") if file.is_file()]
    files += open_files(proxy)
    return {file.name for file in files if holds_a_mark(file)}


def holds_a_mark(file: Path) -> bool:
    """Return whether a file tells of the visitor; one that is gone by now, as those for a moment are, does not."""
    try:
        words = file.read_bytes()
    except FileNotFoundError:
        return False
    return any(mark in words for mark in MARKS)


def open_files(proxy: Proxy) -> list[Path]:
    """Return what its processes hold open below its folder: files for a moment bear no name any more (Linux)."""
    family = f"/proc/{proxy.process.pid}/task/{proxy.process.pid}/children"
    numbers = Path(family).read_text().split() if Path(family).exists() else []
    opened: list[Path] = []
    for number in numbers:
        # One that loads the cache ends when it is done.
        with suppress(FileNotFoundError):
            opened += Path(f"/proc/{number}/fd").iterdir()
    # What was closed meanwhile leads nowhere, which is no error to `realpath`.
    return [file for file in opened if os.path.realpath(file).startswith(str(proxy.folder))]


def traces(folder: Path, broken: Mapping[str, str], *, slow: bool = False) -> set[str]:
    """Let everything go wrong in front of a proxy; return which of its files tell of it."""
    with echoing() as echo, serving(folder, echo.port, broken=broken) as proxy:
        answers = go_wrong(proxy, echo)
        assert [answer[9:12] for answer in answers[:3]] == [b"431", b"414", b"400"]
        if slow:
            hang(proxy)
        # Now the site is gone.
        echo.close()
        assert b"502" in send(proxy, request("/MARK/"))
        assert b"502" in send(proxy, request("/log/MARK", "POST", body="MARK"))
        return found(proxy)


def test_whatever_goes_wrong_leaves_no_trace(folder: Path) -> None:
    assert traces(folder, {}, slow=True) == set()


def test_the_search_finds_the_usual_line_about_an_error(folder: Path) -> None:
    assert traces(folder, {"error_log stderr emerg;": "error_log stderr info;"}) == {"proxy.log"}


def test_the_search_finds_a_line_of_an_access_log(folder: Path) -> None:
    broken = {"access_log off;": f"access_log {folder}/access.log;"}
    assert traces(folder, broken) == {"access.log"}


@pytest.mark.parametrize(
    ("broken", "is_found"),
    [({}, False), ({"client_body_buffer_size 320k": "client_body_buffer_size 1k"}, True)],
)
def test_no_body_lies_in_a_file_while_the_site_works(
    folder: Path, broken: Mapping[str, str], *, is_found: bool
) -> None:
    with echoing() as echo, serving(folder, echo.port, broken=broken) as proxy:
        echo.delay = 1
        with connected(proxy) as connection:
            connection.sendall(request("/log/", "POST", body="MARK" * 65_536).encode())
            wait_until(lambda: bool(echo.arrivals))
            assert bool(found(proxy)) is is_found
            connection.recv(200)
