"""The servers below `manage.py up` keep as little as can be."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from leverage.embedded.throwaway import ThrowAwayServers


@pytest.fixture(scope="module")
def servers() -> Iterator[ThrowAwayServers]:
    started = ThrowAwayServers(Path("/tmp") / f"leverage-test-{secrets.token_hex(5)}")
    started.start()
    yield started
    started.stop()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        ("archive_mode", "off"),
        ("wal_recycle", "off"),
        ("track_commit_timestamp", "off"),
        ("listen_addresses", ""),
        ("log_statement", "none"),
        ("log_min_error_statement", "panic"),
        ("log_connections", ""),
        ("TimeZone", "UTC"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
    ],
)
def test_the_database_keeps_as_little_as_can_be(
    servers: ThrowAwayServers, name: str, value: str
) -> None:
    with psycopg.connect(servers.database_url) as connection:
        found = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert found == (value,)


def test_the_log_of_the_database_has_no_statement_and_no_value(servers: ThrowAwayServers) -> None:
    refused = pytest.raises(psycopg.errors.InvalidTextRepresentation, match="private")
    with psycopg.connect(servers.database_url) as connection, refused:
        connection.execute("SELECT 'a private word'::integer")
    assert "private" not in servers.database_log.read_text()


def test_the_site_may_rewrite_and_cut_the_log_but_is_no_superuser(
    servers: ThrowAwayServers,
) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
        superuser = connection.execute("SELECT current_setting('is_superuser')").fetchone()
    assert superuser == ("off",)
