"""The site does not start on a database that keeps a history, unless its operator publishes why it does."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.checks import CheckMessage, Error, Tags, run_checks
from django.core.checks import Warning as Caution
from pytest_django import DjangoDbBlocker, Settings

from leverage import database_history
from leverage.database_history import KeepsHistory, kept_history, refuse_history
from leverage.embedded import paths
from tests.outcomes.own_server import own_server, url_of

ROOT = Path(__file__).resolve().parent.parent.parent
WHY = "Our host keeps ten days of the log, and we cannot change it."
# Each is enough for a finding of its name; the values are PostgreSQL's own where it has another default.
TELLING = (
    "wal_level=replica",
    "archive_mode=on",
    "archive_command=true",
    "wal_recycle=on",
    "wal_keep_size=64MB",
    "track_commit_timestamp=on",
    "log_statement=ddl",
    "log_duration=on",
    "log_min_duration_statement=60000",
    "log_min_duration_sample=60000",
    "log_transaction_sample_rate=0.1",
    "log_min_error_statement=error",
    "log_error_verbosity=default",
    "log_connections=on",
    "log_disconnections=on",
)
COMMANDS = {
    "web": ("-c", "import leverage.wsgi; print('started')"),
    "worker": ("-m", "celery", "-A", "leverage", "worker", "--concurrency", "1"),
    "beat": ("-m", "celery", "-A", "leverage", "beat", "--schedule"),
    "migrate": ("manage.py", "migrate"),
    "check": ("manage.py", "check", "--deploy"),
}


@pytest.fixture(scope="module")
def telling(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """Give the folder of a server that keeps all it can; the default connection leads there."""
    folder = Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}"
    with django_db_blocker.unblock(), own_server(folder, *TELLING):
        yield folder


def as_superuser(folder: Path, order: str) -> None:
    with psycopg.connect(
        host=str(folder / "s"), port=paths.POSTGRES_PORT, user="postgres", dbname=paths.DATABASE,
        autocommit=True,
    ) as connection:  # fmt: skip
        connection.execute(order)


def run(folder: Path, name: str, **changed: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url_of(folder), **changed}
    memory = [str(folder / "beat-schedule")] if name == "beat" else []
    return subprocess.run(
        [sys.executable, *COMMANDS[name], *memory],
        cwd=ROOT,
        env=environment | {"PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def names() -> set[str]:
    return {finding.name for finding in database_history.findings()}


def messages() -> list[CheckMessage]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [one for one in found if (one.id or "").startswith("leverage.")]


@pytest.mark.django_db
def test_the_embedded_database_keeps_none() -> None:
    assert database_history.findings() == []
    assert messages() == []
    refuse_history()


def test_every_way_of_keeping_one_is_found(telling: Path) -> None:
    assert names() == {switch.partition("=")[0] for switch in TELLING} - {"archive_command"}
    for finding in database_history.findings():
        assert finding.why.endswith(".")
        assert finding.write.startswith(f"{finding.name} = ")


def test_a_copy_of_the_log_and_missing_rights_are_found(telling: Path) -> None:
    assert not names() & {"max_wal_senders", "rights"}
    as_superuser(telling, "SELECT pg_create_physical_replication_slot('copy')")
    as_superuser(telling, f"REVOKE pg_checkpoint FROM {paths.ROLE}")
    assert {"max_wal_senders", "rights"} <= names()
    as_superuser(telling, "SELECT pg_drop_replication_slot('copy')")
    as_superuser(telling, f"GRANT pg_checkpoint TO {paths.ROLE}")
    assert not names() & {"max_wal_senders", "rights"}


def test_in_production_each_is_an_error_that_says_what_to_write(telling: Path) -> None:
    found = messages()
    assert len(found) == len(names())
    assert {type(one) for one in found} == {Error}
    assert any("Write: wal_level = minimal" in str(one) for one in found)


def test_a_published_reason_turns_errors_into_warnings(telling: Path, settings: Settings) -> None:
    assert kept_history() == ""
    settings.DATABASE_KEEPS_HISTORY = WHY
    assert kept_history() == WHY
    assert {type(one) for one in messages()} == {Caution}
    refuse_history()


def test_who_develops_is_warned_only(telling: Path, settings: Settings) -> None:
    settings.DEBUG = True
    assert {type(one) for one in messages()} == {Caution}
    refuse_history()


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_starts_on_such_a_database(telling: Path, name: str) -> None:
    done = run(telling, name)
    assert done.returncode != 0
    assert "wal_level = minimal" in done.stderr
    assert "LEVERAGE_DATABASE_KEEPS_HISTORY" in done.stderr


@pytest.mark.parametrize("name", ["web", "check"])
def test_with_a_published_reason_it_starts(telling: Path, name: str) -> None:
    done = run(telling, name, LEVERAGE_DATABASE_KEEPS_HISTORY=WHY)
    assert done.returncode == 0, done.stderr


def test_a_reason_is_a_sentence(telling: Path) -> None:
    done = run(telling, "web", LEVERAGE_DATABASE_KEEPS_HISTORY="because")
    assert done.returncode != 0
    assert "one line of at least 20 signs" in done.stderr


def test_a_database_that_does_not_answer_is_not_trusted(tmp_path: Path) -> None:
    done = run(tmp_path, "web")
    assert done.returncode != 0
    assert "did not answer" in done.stderr


def test_what_refuses_names_every_setting(telling: Path) -> None:
    with pytest.raises(KeepsHistory) as refusal:
        refuse_history()
    assert all(name in str(refusal.value) for name in names())
