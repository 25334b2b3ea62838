"""The embedded PostgreSQL: one cluster in the data folder, no TCP port, no passwords."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from leverage.embedded import ownership, paths, reclaim
from leverage.embedded.children import Service
from leverage.embedded.errors import NotReadyError
from leverage.embedded.ownership import Home

_SUPERUSER = "postgres"
_MAP = "leverage"
_ENVIRONMENT = {"TZ": "UTC", "LC_ALL": "C"}

# The write-ahead log tells in which order rows came (privacy.md 5): it is kept as short as can be.
# The server's log says what broke, and never who did what: no statements, values or addresses.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(paths.POSTGRES_PORT),
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "archive_mode": "off",
    "wal_recycle": "off",
    "track_commit_timestamp": "off",
    "jit": "off",
    "logging_collector": "off",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_autovacuum_min_duration": "-1",
    "log_checkpoints": "off",
    "log_connections": "",
    "log_disconnections": "off",
    "log_lock_waits": "off",
    "log_hostname": "off",
    "log_line_prefix": "",
}
_THROW_AWAY_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def service(home: Home, log: Path, *, durable: bool = True) -> Service:
    """Return the PostgreSQL of `home`; `durable` is False only for data that tests throw away."""
    settings = _SETTINGS | {"unix_socket_directories": str(home.sockets)}
    if not durable:
        settings |= _THROW_AWAY_SETTINGS
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return Service(
        name="PostgreSQL",
        command=[str(home.programs.postgres), "-D", str(home.cluster), *options],
        folder=home.sockets,
        account=home.account,
        environment=_ENVIRONMENT,
        log=log,
        is_ready=lambda: _answers(home.sockets),
        clear=lambda: _free(home),
        # Interrupt is PostgreSQL's fast stop: open transactions are rolled back, nothing is lost.
        stop_signals=(signal.SIGINT, signal.SIGQUIT),
        orphan_signal=signal.SIGINT,
    )


def initialise(home: Home, *, durable: bool = True) -> bool:
    """Make the cluster unless it exists, and write who may connect; returns whether it is new.

    It is made beside its place and then moved, so a crash leaves no half-made one.
    Raises NotReadyError with what initdb said.
    """
    is_new = not home.cluster.is_dir()
    if is_new:
        draft = home.cluster.with_name(f"{home.cluster.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        ownership.make_private(draft, home.account)
        _run_initdb(home, draft, durable=durable)
        draft.rename(home.cluster)
    _write_access_rules(home)
    return is_new


def ensure_database(sockets: Path) -> None:
    """Make the site's role and database unless they exist; harmless twice."""
    with _connect(sockets, "template1") as connection:
        role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [paths.ROLE])
        if role.fetchone() is None:
            connection.execute(_named("CREATE ROLE {} LOGIN CREATEDB", paths.ROLE))
        # What the hourly rewrite needs. Rights on functions belong to one database and are copied
        # from template1 into each new one, the tests' included.
        connection.execute(_named("GRANT pg_checkpoint TO {}", paths.ROLE))
        connection.execute(_named("GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}", paths.ROLE))
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        exists = connection.execute(query, [paths.DATABASE]).fetchone() is not None
    if not exists:
        with _connect(sockets, "postgres") as connection:
            order = sql.SQL("CREATE DATABASE {} OWNER {}")
            names = (sql.Identifier(paths.DATABASE), sql.Identifier(paths.ROLE))
            connection.execute(order.format(*names))


def _free(home: Home) -> None:
    reclaim.free_cluster(home.cluster, home.sockets)


def _answers(sockets: Path) -> bool:
    try:
        _connect(sockets, "postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(sockets: Path, database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(sockets),
        port=paths.POSTGRES_PORT,
        user=_SUPERUSER,
        dbname=database,
        connect_timeout=5,
        autocommit=True,
    )


def _named(order: str, name: str) -> sql.Composed:
    return sql.SQL(order).format(sql.Identifier(name))


def _run_initdb(home: Home, draft: Path, *, durable: bool) -> None:
    command = [
        str(home.programs.initdb),
        f"--pgdata={draft}",
        f"--username={_SUPERUSER}",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--encoding=UTF8",
        "--data-checksums",
        "--auth=peer",
        *([] if durable else ["--no-sync"]),
    ]
    done = subprocess.run(
        command,
        cwd=home.sockets,
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        **home.account.popen_arguments(),
    )
    if done.returncode != 0:
        raise NotReadyError(f"PostgreSQL could not make its data folder.\n{done.stderr.strip()}")


def _write_access_rules(home: Home) -> None:
    """Let our own account be both roles, and nobody else any; nothing but local sockets."""
    own = ownership.own_name()
    rules = {
        "pg_hba.conf": f"local all all peer map={_MAP}\n",
        "pg_ident.conf": "".join(f'{_MAP} "{own}" "{role}"\n' for role in (_SUPERUSER, paths.ROLE)),
    }
    for name, text in rules.items():
        file = home.cluster / name
        file.write_text(text)
        file.chmod(0o600)
        if home.account.other:
            os.chown(file, home.account.uid, home.account.gid)
