"""Django's own checks of a production site, as `manage.py check --deploy` says them, without one exception."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from leverage.embedded.throwaway import ThrowAwayServers
from tests.security.findings import ROOT, Finding, Order, fault, seen, undone

COMMAND = ("manage.py", "check", "--deploy", "--fail-level", "WARNING", "--database", "default")
_SILENCED = re.compile(r"\((\d+) silenced\)")


def findings(order: Order) -> Iterator[Finding]:
    """Check under the variables of the README's table, as a production site would set them."""
    # In /tmp, because the path of a socket must be short.
    folder = Path("/tmp") / f"leverage-check-{secrets.token_hex(5)}"
    servers = ThrowAwayServers(folder)
    servers.start()
    try:
        yield from check({**production(servers, folder), **order.environment})
    finally:
        servers.stop()


def production(servers: ThrowAwayServers, folder: Path) -> dict[str, str]:
    """Return the environment of a production site on these servers, and nothing of this computer's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "leverage.example,log.leverage.example",
        "LEVERAGE_ORIGIN": "https://leverage.example",
        "LEVERAGE_LOG_HOST": "log.leverage.example",
        "LEVERAGE_SECURITY_CONTACT": "mailto:security@leverage.example",
        "LEVERAGE_KEY_DIR": str(folder / "keys"),
        "LEVERAGE_STATIC_ROOT": str(folder / "static"),
        "LEVERAGE_TRUSTED_PROXIES": "1",
    }


def check(environment: dict[str, str]) -> Iterator[Finding]:
    """Run the checks and read what they say."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *COMMAND],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).strip()
    silenced = _SILENCED.search(said)
    if silenced is None:
        yield undone(f"the checks did not run: {said[-1500:]}")
        return
    yield seen(f"{' '.join(COMMAND)}: {said.splitlines()[-1]}")
    if silenced[1] != "0":
        yield fault(f"{silenced[1]} checks are silenced; a check that nobody hears is none")
    if done.returncode:
        yield fault(said)
