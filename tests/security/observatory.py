"""Mozilla's HTTP Observatory on the running site: web processes behind the proxy, over HTTPS, on this computer.

The program of Mozilla scans a public name on the ports 80 and 443. Here it meets a made-up name, and what it sends
there reaches two ports of this computer (`observatory.mjs`), so it needs no rights and nothing leaves.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leverage.embedded import children, site
from tests.bench import servers
from tests.deploy.proxy import serving
from tests.security.findings import Finding, Order, fault, seen, undone

GOAL = 130
HOST_NAME = "leverage.test"
_HERE = Path(__file__).parent
_PROGRAM = _HERE / "node_modules/@mdn/mdn-http-observatory/package.json"
_PATIENCE, _PAUSE, _SLOWEST = 60.0, 0.05, 60


def findings(order: Order) -> Iterator[Finding]:
    """Start the site, scan it, and stop it."""
    missing = what_is_missing()
    if missing:
        yield undone(missing)
        return
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.observatory"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **order.environment},
        cwd=_HERE.parent.parent,
    )
    if done.returncode:
        yield undone(f"the site was not scanned: {done.stderr.strip()[-1500:]}")
        return
    yield from judge(json.loads(done.stdout))


def what_is_missing() -> str:
    """Return what this computer lacks for the scan, or nothing."""
    for name in ("node", "nginx"):
        if shutil.which(name) is None:
            return f"no {name} on this computer"
    return (
        ""
        if _PROGRAM.exists()
        else "the Observatory is not installed: `make security` does it, with npm"
    )


def judge(report: dict[str, Any]) -> Iterator[Finding]:
    """Say the score and what each test gave or took; below the goal is a fault."""
    yield seen(f"score {report['score']}, grade {report['grade']}, goal {GOAL}")
    for row in report["rows"]:
        yield seen(f"{row['modifier']:+4d}  {row['name']}: {row['result']}")
        if not row["pass"]:
            yield fault(f"{row['name']}: {row['result']}")
    if len(report["rows"]) < 10:
        yield undone(f"only {len(report['rows'])} of ten tests ran")
    if report["score"] < GOAL:
        yield fault(f"the score is {report['score']}, and {GOAL} is the goal")


def scan() -> dict[str, Any]:
    """Start database, memory, web processes and proxy, and return what the Observatory says of them."""
    with servers.database_and_memory(durable=False) as folder:
        os.environ |= {
            "ALLOWED_HOSTS": HOST_NAME,
            "LEVERAGE_ORIGIN": f"https://{HOST_NAME}",
            "LEVERAGE_TRUSTED_PROXIES": "1",
        }
        for step in (("migrate", "--verbosity", "0"), ("collectstatic", "--no-input", "-v", "0")):
            subprocess.run(site.manage(*step), check=True, stdout=sys.stderr)
        port, _wanted = site.choose_port({"PORT": "8400"})
        web = dataclasses.replace(site.web(port), log=folder / "web.log")
        process = children.start(web)
        try:
            _wait(port)
            static = folder / "static"
            with serving(folder / "proxy", port, (HOST_NAME,), static=static) as proxy:
                return _ask(proxy.http_port, proxy.port, proxy.certificate)
        finally:
            children.stop(process, web.stop_signals, grace=10)


def _wait(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not site.is_ready(port, HOST_NAME):
        if time.monotonic() > deadline:
            raise TimeoutError("The site did not start.")
        time.sleep(_PAUSE)


def _ask(plain: int, encrypted: int, certificate: Path) -> dict[str, Any]:
    done = subprocess.run(
        ["node", str(_HERE / "observatory.mjs"), HOST_NAME, str(plain), str(encrypted)],
        capture_output=True,
        text=True,
        check=True,
        timeout=_SLOWEST,
        cwd=_HERE,
        # So that the certificate of this run counts as a good one; an unknown one costs points.
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)},
    )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    sys.stdout.write(json.dumps(scan()))
