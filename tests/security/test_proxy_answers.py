"""What the proxy of production answers by itself: old TLS, weak ciphers, odd methods, paths that are no pages."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.deploy.proxy import Proxy, serving

pytestmark = pytest.mark.proxy
NAME = "leverage.test"
# What OpenSSL may offer at all: at its usual level it would refuse old ways by itself and prove nothing.
ALL = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


class Site(BaseHTTPRequestHandler):
    """A site that has no page at all, and says that it was asked."""

    def do_GET(self) -> None:
        """Answer that there is nothing."""
        self.send_response(404)
        self.send_header("X-Asked", self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base
        """Write nothing."""


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Run the proxy in front of that site, with a folder of files and something beside it."""
    folder = tmp_path_factory.mktemp("proxy")
    static = folder / "static"
    (static / "css").mkdir(parents=True)
    (static / "css/base.css").write_text("a{}")
    (folder / "secret").write_text("never served")
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        with serving(folder / "run", site.server_port, (NAME,), static=static) as found:
            yield found
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


def shake_hands(proxy: Proxy, client: ssl.SSLContext) -> str | None:
    """Return the version that both agree on; None where they do not."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as plain:
        try:
            with client.wrap_socket(plain, server_hostname=NAME) as agreed:
                return agreed.version()
        except (ssl.SSLError, ConnectionError):
            return None


def lax(proxy: Proxy, version: ssl.TLSVersion, ciphers: str = ALL) -> ssl.SSLContext:
    client = proxy.trust()
    client.set_ciphers(ciphers)
    client.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    client.maximum_version = version
    return client


def ask(
    proxy: Proxy, method: str, path: str, body: bytes | None = None
) -> http.client.HTTPResponse:
    plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=5)
    connection = http.client.HTTPSConnection(NAME, proxy.port)
    connection.sock = proxy.trust().wrap_socket(plain, server_hostname=NAME)
    connection.request(method, path, body)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def site_of(answer: http.client.HTTPResponse) -> str | None:
    return answer.headers.get("X-Asked")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_proxy_speaks_current_versions_alone(proxy: Proxy) -> None:
    versions = [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1]
    assert [shake_hands(proxy, lax(proxy, version)) for version in versions] == [None, None]
    assert shake_hands(proxy, lax(proxy, ssl.TLSVersion.TLSv1_2)) == "TLSv1.2"
    assert shake_hands(proxy, proxy.trust()) == "TLSv1.3"


@pytest.mark.parametrize("weak", ["AES128-GCM-SHA256", "AES256-SHA", "ECDHE-ECDSA-AES128-SHA"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_proxy_takes_no_cipher_without_forward_secrecy(proxy: Proxy, weak: str) -> None:
    v12 = ssl.TLSVersion.TLSv1_2
    assert shake_hands(proxy, lax(proxy, v12, f"{weak}:@SECLEVEL=0")) is None
    assert shake_hands(proxy, lax(proxy, v12, "ECDHE-ECDSA-AES128-GCM-SHA256")) == "TLSv1.2"


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_trace_is_refused(proxy: Proxy, method: str) -> None:
    answer = ask(proxy, method, "/")
    assert answer.status in {400, 405, 501}
    assert site_of(answer) is None


@pytest.mark.parametrize("path", ["/metrics", "/de/metrics", "/readyz", "/readyz/"])
def test_what_the_house_looks_at_is_not_served(proxy: Proxy, path: str) -> None:
    answer = ask(proxy, "GET", path)
    assert (answer.status, site_of(answer)) == (404, None)


@pytest.mark.parametrize("path", ["/static/", "/static/css/", "/static../secret", "/.git/config"])
def test_nothing_but_the_site_is_served(proxy: Proxy, path: str) -> None:
    assert ask(proxy, "GET", "/static/css/base.css").status == 200
    answer = ask(proxy, "GET", path)
    assert answer.status in {400, 404}


def test_a_request_that_could_be_read_in_two_ways_is_refused(proxy: Proxy) -> None:
    both = b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=5)
    with proxy.trust().wrap_socket(plain, server_hostname=NAME) as line:
        line.sendall(both % NAME.encode())
        assert b" 400 " in line.recv(4096).split(b"\r\n")[0]
