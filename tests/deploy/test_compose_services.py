"""Every service of docker-compose.yml runs and is healthy, with its own command, check, secrets and configuration."""

from __future__ import annotations

import http.client
import re
import secrets
import ssl
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.deploy.native import Native, first_start_of_the_database

pytestmark = [pytest.mark.processes, pytest.mark.proxy]

ONE_AFTER_ANOTHER = ("web", "worker", "beat", "proxy")
COLLECT = ["python", "manage.py", "collectstatic", "--no-input", "-v0"]
ASK = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "leverage.settings"
import django
django.setup()
from leverage.database_history import findings
print(*findings(), sep="\\n", end="")
"""


@pytest.fixture(scope="module")
def native() -> Iterator[Native]:
    """Start everything in the order of the file."""
    everything = Native(Path("/tmp") / f"leverage-compose-{secrets.token_hex(5)}")
    try:
        first_start_of_the_database(everything)
        everything.start("broker")
        everything.wait_until_healthy("database")
        everything.wait_until_healthy("broker")
        migrated = everything.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        # The image is built with them.
        collected = everything.run("migrate", COLLECT)
        assert collected.returncode == 0, collected.stderr
        for name in ONE_AFTER_ANOTHER:
            everything.start(name)
        for name in ONE_AFTER_ANOTHER:
            everything.wait_until_healthy(name)
        yield everything
    finally:
        everything.clean_up()


@pytest.mark.parametrize("name", ["database", "broker", *ONE_AFTER_ANOTHER])
def test_a_service_is_healthy(native: Native, name: str) -> None:
    assert native.is_healthy(name)


def ask(
    native: Native, path: str, port: str = "8443", **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    trust = ssl.create_default_context(cafile=str(native.folder / "secrets" / "certificate.pem"))
    if port == "8443":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            "localhost", int(native.ports[port]), timeout=20, context=trust
        )
    else:
        connection = http.client.HTTPConnection("localhost", int(native.ports[port]), timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, text, answer.headers


def test_the_proxy_shows_the_site(native: Native) -> None:
    status, page, headers = ask(native, "/asks/")
    assert (status, "<h1" in page) == (200, True)
    assert headers["Strict-Transport-Security"]
    assert headers["Set-Cookie"] is None


def test_a_style_sheet_comes_from_the_proxys_own_folder(native: Native) -> None:
    [address] = re.findall(r'href="(/static/css/site\.\w+\.css)"', ask(native, "/")[1])
    status, _sheet, headers = ask(native, address, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in headers["Cache-Control"]
    by_the_site = ask(
        native, address, port="8000", Host="localhost", **{"X-Forwarded-Proto": "https"}
    )
    assert {name: headers[name] for name in by_the_site[2] if name in SAME} == {
        name: by_the_site[2][name] for name in by_the_site[2] if name in SAME
    }


SAME = {
    "Cache-Control",
    "Access-Control-Allow-Origin",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Strict-Transport-Security",
    "Content-Type",
}


def test_the_database_keeps_no_history(native: Native) -> None:
    asked = native.run("migrate", ["python", "-c", ASK])
    assert (asked.returncode, asked.stdout) == (0, ""), asked.stderr


def test_the_database_is_made_as_promised(native: Native) -> None:
    address = (native.folder / "secrets" / "database_url").read_text().strip()
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding), "
            "current_setting('data_checksums'), rolsuper, rolcreaterole "
            "FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user"
        ).fetchone()
        assert row == ("b", "C.UTF-8", "UTF8", "on", False, False)


def test_nobody_comes_in_without_a_password(native: Native) -> None:
    wrong = f"postgresql://leverage:wrong@127.0.0.1:{native.ports['5432']}/leverage"
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(wrong)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis("127.0.0.1", int(native.ports["6379"])).ping()


def test_the_broker_writes_nothing(native: Native) -> None:
    server = redis.Redis.from_url((native.folder / "secrets" / "redis_url").read_text().strip())
    told = {
        name: server.config_get(name)[name]
        for name in ("save", "appendonly", "slowlog-log-slower-than")
    }
    assert told == {"save": "", "appendonly": "no", "slowlog-log-slower-than": "-1"}
    native.stop("broker")
    assert list((native.folder / "tmp-broker").iterdir()) == []
    native.start("broker")
    for name in ("broker", "worker", "proxy"):
        native.wait_until_healthy(name)


def test_the_log_of_the_web_process_has_days_and_no_times(native: Native) -> None:
    # With a question the proxy has it in no cache.
    ask(native, "/labs/?x=1")
    text = native.said("web")
    assert re.search(
        r"^\d{4}-\d\d-\d\d INFO leverage.middleware: GET /labs/ 200", text, re.MULTILINE
    )
    assert not re.search(r"\d\d:\d\d:\d\d", text)
    # The engine, which notes a time beside every line, gets none.
    told = native.output("web").read_text().splitlines()
    assert [line for line in told if "ended with status" not in line] == []


@pytest.mark.parametrize("name", ["worker", "beat", "proxy", "broker", "database"])
def test_the_others_say_nothing_of_visits(native: Native, name: str) -> None:
    assert "/labs/" not in native.said(name)


def test_what_is_stopped_is_not_healthy_and_pages_are_still_there(native: Native) -> None:
    ask(native, "/guide/")
    native.stop("web")
    assert not native.is_healthy("web")
    assert ask(native, "/guide/")[0] == 200
    status, page, _headers = ask(native, "/tallies/?never=asked")
    assert (status, "does not answer" in page) == (502, True)
    native.start("web")
    native.wait_until_healthy("web")
    native.wait_until_healthy("proxy")
