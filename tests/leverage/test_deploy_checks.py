"""Django's own deploy checks, under the settings of a production site and in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FACTS = """
import django; django.setup()
from django.conf import settings as s
print(s.DEBUG, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)
print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.LOCAL)
print(s.STORAGES["staticfiles"]["BACKEND"], s.PASSWORD_HASHERS[0])
"""


def production(**changed: str) -> dict[str, str]:
    """Return the environment of a production site with HTTPS; the servers are those of the tests."""
    dropped = ("LEVERAGE_HTTPS", "DEBUG")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "ALLOWED_HOSTS": "leverage.example", **changed}


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deploy_checks_find_nothing() -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production())
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_deploy_checks_would_find_something() -> None:
    unsafe = production(LEVERAGE_HTTPS="0")
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", env=unsafe)
    assert done.returncode == 1
    assert "security.W004" in done.stderr


def test_production_is_what_happens_when_nothing_else_is_said() -> None:
    done = run("-c", FACTS, env=production())
    assert done.stderr == ""
    cookies, transport, last = done.stdout.splitlines()
    assert cookies == "False __Host-session __Host-csrf True True"
    assert transport == "True 63072000 False"
    assert last == (
        "leverage.static_files.HashedStaticFiles leverage.hashers.MeasuredArgon2PasswordHasher"
    )


def test_without_https_no_cookie_claims_it() -> None:
    done = run("-c", FACTS, env=production(LEVERAGE_HTTPS="0"))
    assert done.stdout.splitlines()[:2] == ["False session csrf False False", "False 0 False"]


def test_a_misspelt_flag_stops_the_program() -> None:
    done = run("manage.py", "check", env=production(DEBUG="True"))
    assert done.returncode == 1
    assert "DEBUG must be 0 or 1." in done.stderr


def test_a_missing_secret_key_stops_the_program() -> None:
    without = {name: value for name, value in production().items() if name != "SECRET_KEY"}
    done = run("manage.py", "check", env=without)
    assert done.returncode == 1
    assert "Set either SECRET_KEY or SECRET_KEY_FILE." in done.stderr
