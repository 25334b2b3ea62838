"""A proxy in front of a server that remembers what reaches it, one for all tests of a file."""

from __future__ import annotations

import http.client
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.echo import Echo, echoing
from tests.deploy.proxy import Proxy, serving

LOG_HOST = "log.localhost"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass(frozen=True)
class Front:
    """The proxy and what stands behind it."""

    proxy: Proxy
    echo: Echo

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        also: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Answer:
        """Send one request; headers, in either form, are named with low lines."""
        connection = http.client.HTTPSConnection(
            "localhost", self.proxy.port, timeout=20, context=self.proxy.trust()
        )
        named = {
            name.replace("_", "-"): value for name, value in (headers | dict(also or {})).items()
        }
        try:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        finally:
            connection.close()

    def seen(self, path: str, **headers: str) -> dict[str, str]:
        """Return the headers of a request as they arrive behind the proxy."""
        self.echo.forget()
        self.ask(path, also=headers)
        [arrival] = self.echo.arrivals
        return arrival.headers


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that is removed afterwards."""
    folder = Path("/tmp") / f"leverage-proxy-{secrets.token_hex(5)}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def running() -> Iterator[Front]:
    folder = Path("/tmp") / f"leverage-proxy-{secrets.token_hex(5)}"
    static = folder / "static"
    static.mkdir(parents=True)
    (static / "site.css").write_text("p { color: red }" * 100)
    with echoing() as echo, serving(folder, echo.port, static=static, log_host=LOG_HOST) as proxy:
        yield Front(proxy, echo)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def front(running: Front) -> Front:
    """Return the proxy, with nothing asked yet."""
    running.echo.forget()
    return running
