"""The project's own nginx.conf, run by the nginx of this computer in front of a port of it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.certificates import make_certificate
from tests.lanes import find_nginx

DEPLOY = Path(__file__).resolve().parent.parent.parent / "leverage" / "deploy"
_ADDRESS = "127.0.0.1"
_PATIENCE, _PAUSE = 10.0, 0.02
# Many visitors of a test share one address.
_CONNECTIONS = 4096


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: where it listens, by which certificate, where it may write and what it printed."""

    port: int
    http_port: int
    names: tuple[str, ...]
    certificate: Path
    pin: str
    folder: Path
    output: Path
    process: subprocess.Popen[bytes]

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"https://{self.names[0]}:{self.port}"

    def trust(self) -> ssl.SSLContext:
        """Return what a client needs to trust this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.certificate))


class NoProxyError(RuntimeError):
    """There is no nginx, or it did not start; the message says what it printed."""


@contextmanager
def serving(
    folder: Path,
    upstream_port: int,
    names: Sequence[str] = ("localhost",),
    *,
    static: Path | None = None,
    log_host: str = "",
    connections: int = _CONNECTIONS,
    broken: Mapping[str, str] | None = None,
) -> Iterator[Proxy]:
    """Run nginx with the project's configuration until the end of the block.

    `static` is a collected folder, if the proxy shall have one; `broken` replaces words of the configuration, to see
    a test fail. Raises NoProxyError when it does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key, run = folder / "proxy.crt", folder / "proxy.key", folder / "run"
    run.mkdir(exist_ok=True)
    pin = make_certificate(certificate, key, names)
    http_port, port = _two_free_ports()
    values = {
        "PROXY_HTTP": f"{_ADDRESS}:{http_port}",
        "PROXY_HTTPS": f"{_ADDRESS}:{port}",
        "PROXY_UPSTREAM": f"{_ADDRESS}:{upstream_port}",
        "PROXY_RESOLVER": _ADDRESS,
        "PROXY_CERTIFICATE": str(certificate),
        "PROXY_KEY": str(key),
        "PROXY_STATIC": str(static or folder / "no-static"),
        "PROXY_PAGES": str(DEPLOY / "pages"),
        "PROXY_FOLDER": str(run),
        "PROXY_CONNECTIONS": str(connections),
        "LEVERAGE_LOG_HOST": log_host,
    }
    output = folder / "proxy.log"
    configuration = write_configuration(folder, values)
    for right, wrong in (broken or {}).items():
        configuration.write_text(configuration.read_text().replace(right, wrong))
    process = _start(configuration, output)
    try:
        _wait_for(port, process, output)
        yield Proxy(port, http_port, tuple(names), certificate, pin, run, output, process)
    finally:
        _stop(process)


def write_configuration(folder: Path, values: Mapping[str, str]) -> Path:
    """Fill in nginx.conf as `envsubst` does: what stands in braces, and nothing else."""
    text = (DEPLOY / "nginx.conf").read_text()
    for name, value in values.items():
        text = text.replace(f"${{{name}}}", value)
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    return configuration


def command(configuration: Path) -> list[str]:
    """Return the command line of an nginx in the foreground; raises NoProxyError when there is none."""
    program = find_nginx()
    if program is None:
        raise NoProxyError("There is no nginx on this computer.")
    # Root's workers would become an account that cannot read the folder of a test.
    account = "" if os.geteuid() else " user root;"
    return [program, "-e", "stderr", "-c", str(configuration), "-g", f"daemon off;{account}"]


def _start(configuration: Path, output: Path) -> subprocess.Popen[bytes]:
    with output.open("wb") as printed:
        return subprocess.Popen(
            command(configuration), stdin=subprocess.DEVNULL, stdout=printed, stderr=printed
        )


def _wait_for(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((_ADDRESS, port), timeout=1):
            return
        time.sleep(_PAUSE)
    raise NoProxyError(f"nginx did not start.\n{output.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _two_free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind((_ADDRESS, 0))
        other.bind((_ADDRESS, 0))
        return one.getsockname()[1], other.getsockname()[1]
