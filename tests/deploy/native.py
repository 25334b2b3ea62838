"""The services of docker-compose.yml run on this very computer, without containers.

What is translated is named here: host names and ports, the folders that an engine would mount, and the account that
PostgreSQL runs under. Commands, health checks, environment and secrets are those of the file.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leverage.embedded import ownership, paths
from tests.deploy import compose
from tests.deploy.certificates import make_certificate
from tests.deploy.compose import ROOT, Service
from tests.deploy.proxy import write_configuration
from tests.lanes import find_nginx
from tests.waiting import wait_until

GIVEN = {
    "ALLOWED_HOSTS": "localhost,log.localhost",
    "LEVERAGE_ORIGIN": "https://localhost",
    "LEVERAGE_SECURITY_CONTACT": "mailto:security@leverage.example",
}
SHIM = Path(__file__).with_name("valkey_cli.py")
_PORTS = ("5432", "6379", "8000", "8080", "8443")
_SIGNALS = {"SIGQUIT": 3, "SIGINT": 2, "SIGTERM": 15}
_PAUSE = 0.1


@dataclass
class Native:
    """All services in one folder. Nothing runs until asked to; `stop` ends what does."""

    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        paths.make_data_dir(self.folder)
        self.home = ownership.settle(self.folder, self.folder / "s")
        self.ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
        self.services = compose.services(GIVEN)
        for name in ("secrets", "keys", "backups", "logs", "proxy", "bin"):
            (self.folder / name).mkdir(mode=0o700)
        for name in self.services:
            (self.folder / f"tmp-{name}").mkdir(mode=0o700)
        self._make_secrets()
        self._make_programs()
        self._lend_to_the_database()

    # ---- What an engine would do ---------------------------------------------------------------

    def command(self, service: Service, words: list[str] | None = None) -> list[str]:
        """Return a command line of a service as it stands in the file, translated."""
        return [self.translated(service, word) for word in words or service.command]

    def environment(self, service: Service) -> dict[str, str]:
        """Return what a service finds in its environment, and nothing of this process's."""
        path = f"{self.folder / 'bin'}:{Path(sys.executable).parent}:/usr/bin:/bin"
        own = {
            name: self.translated(service, value)
            for name, value in service.environment.items()
            if value is not None
        }
        of_image = {
            "PATH": path,
            "HOME": str(self.folder / f"tmp-{service.name}"),
            "LEVERAGE_STATIC_ROOT": str(self.folder / "static"),
            "PYTHONWARNINGS": "ignore:::celery.platforms",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        of_database = {
            "PGDATA": str(self.home.cluster),
            "PGPORT": self.ports["5432"],
        }
        return of_image | (of_database if service.name == "database" else {}) | own

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start a service; what it prints goes into a file of its name."""
        service = self.services[name]
        command, extra = self.command(service), dict[str, Any]()
        if name == "database":
            # Where the socket lies; an engine would mount its folder.
            command += ["-c", f"unix_socket_directories={self.home.sockets}"]
            command[0] = str(self.home.programs.postgres)
            extra = dict(self.home.account.popen_arguments())
        if name == "proxy":
            # As the image does before the first word of the command.
            write_configuration(self.folder / "proxy", self.environment(service))
            # Root's workers would become an account that cannot read the folder.
            command[-1] += "" if os.geteuid() else " user root;"
        with self.output(name).open("ab") as printed:
            self.running[name] = subprocess.Popen(
                command,
                cwd=self.home.sockets if name == "database" else ROOT,
                env=self.environment(service),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=printed,
                start_new_session=True,
                **extra,
            )
        return self.running[name]

    def run(self, name: str, words: list[str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a service, or other words in its place, to the end."""
        service = self.services[name]
        return subprocess.run(
            self.command(service, words),
            cwd=ROOT,
            env=self.environment(service),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def is_healthy(self, name: str) -> bool:
        """Ask for the health of a service once, as the file says."""
        return self.run(name, self.services[name].health).returncode == 0

    def wait_until_healthy(self, name: str, seconds: float = 60) -> None:
        """Ask until it is; raises AssertionError with what it printed when it never is."""
        deadline = time.monotonic() + seconds
        while not self.is_healthy(name):
            process = self.running[name]
            assert process.poll() is None, f"{name} ended.\n{self.output(name).read_text()}"
            assert time.monotonic() < deadline, f"{name} is not healthy.\n{self.said(name)}"
            time.sleep(_PAUSE)

    def stop(self, *names: str) -> None:
        """Stop services politely, all of them when none is named, the latest first."""
        for name in names or tuple(reversed(self.running)):
            process = self.running.pop(name, None)
            if process is None:
                continue
            process.send_signal(_SIGNALS[self.services[name].stated.get("stop_signal", "SIGTERM")])
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)
                process.wait()

    def clean_up(self) -> None:
        """Stop everything and remove the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- What is translated --------------------------------------------------------------------

    def output(self, name: str) -> Path:
        """Return the file with what a service printed."""
        return self.folder / f"{name}.out"

    def said(self, name: str) -> str:
        """Return what a service printed, the log of the web process included."""
        files = [self.output(name), *sorted((self.folder / "logs").glob(f"{name}-*"))]
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())

    def translated(self, service: Service, word: str) -> str:
        """Return a word with folders, host names and ports of this computer."""
        folders = self._folders(service)
        # In one go: the folder of a test lies in one that is translated itself.
        places = "|".join(map(re.escape, folders))
        word = re.sub(rf"(?<![\w./])(?:{places})(?![\w.])", lambda at: str(folders[at[0]]), word)
        for port, other in self.ports.items():
            for before in ("=", ":", "-p ", "--port "):
                word = word.replace(f"{before}{port}", f"{before}{other}")
            word = other if word == port else word
        for name in ("web", "database", "broker"):
            word = word.replace(f"{name}:{self.ports['8000']}", f"127.0.0.1:{self.ports['8000']}")
        word = word.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - it is taken away here
        return "127.0.0.1" if word == "127.0.0.11" else word

    def _folders(self, service: Service) -> Mapping[str, Path]:
        deploy = ROOT / "leverage" / "deploy"
        lent = self.home.sockets
        return {
            "/run/secrets": lent if service.name == "database" else self.folder / "secrets",
            "/etc/postgresql/postgresql.conf": lent / "postgresql.conf",
            "/etc/valkey/valkey.conf": deploy / "valkey.conf",
            "/var/lib/leverage/keys": self.folder / "keys",
            "/var/lib/leverage/backups": self.folder / "backups",
            "/var/log/leverage": self.folder / "logs",
            "/run/custodian": self.folder / "custodian",
            "/run/proxy": self.folder / "proxy",
            "/usr/share/leverage/static": self.folder / "static",
            "/usr/share/leverage/pages": deploy / "pages",
            "/tmp": self.folder / f"tmp-{service.name}",
        }

    def _make_secrets(self) -> None:
        made = self.folder / "secrets"
        script = ROOT / "leverage" / "deploy" / "make_secrets.sh"
        subprocess.run(["/bin/sh", str(script), str(made)], check=True, capture_output=True)
        make_certificate(made / "certificate.pem", made / "certificate_key.pem", ["localhost"])
        for name, host, port in (
            ("database_url", "database", "5432"),
            ("redis_url", "broker", "6379"),
        ):
            text = (made / name).read_text()
            there = f"127.0.0.1:{self.ports[port]}"
            text = text.replace(f"@{host}:{port}", f"@{there}").replace(f"@{host}/", f"@{there}/")
            (made / name).chmod(0o600)
            (made / name).write_text(text)

    def _make_programs(self) -> None:
        there = self.folder / "bin"
        programs = {
            "nginx": Path(find_nginx() or "/nonexistent"),
            "valkey-server": self.home.programs.valkey,
            "pg_isready": self.home.programs.postgres_home / "bin" / "pg_isready",
        }
        for name, program in programs.items():
            (there / name).symlink_to(program)
        # The broker's own client comes with no package.
        shim = there / "valkey-cli"
        shim.write_text(f'#!/bin/sh\nexec {sys.executable} {SHIM} "$@"\n')
        shim.chmod(0o700)

    def _lend_to_the_database(self) -> None:
        lent = (
            ROOT / "leverage" / "deploy" / "postgresql.conf",
            ROOT / "leverage" / "deploy" / "first_start.sql",
            self.folder / "secrets" / "database_password",
            self.folder / "secrets" / "database_admin_password",
        )
        for file in lent:
            copy = self.home.sockets / file.name
            shutil.copyfile(file, copy)
            if self.home.account.other:
                os.chown(copy, self.home.account.uid, self.home.account.gid)
            copy.chmod(stat.S_IRUSR)


def first_start_of_the_database(native: Native) -> None:
    """Do what the image does with an empty volume: make the cluster, run the project's SQL once."""
    service = native.services["database"]
    bin_folder = native.home.programs.postgres_home / "bin"
    environment = native.environment(service)
    own = native.home.account.name
    initdb = [
        *(str(bin_folder / "initdb"), f"--username={own}", "--no-sync"),
        f"--pwfile={native.home.sockets / 'database_admin_password'}",
        *environment["POSTGRES_INITDB_ARGS"].split(),
    ]
    ownership.make_private(native.home.cluster, native.home.account)
    _as_database(native, initdb)
    native.start("database")
    wait_until(
        lambda: native.run("database", ["pg_isready", "-q", "-h", "127.0.0.1"]).returncode == 0
    )
    psql = [
        *(str(bin_folder / "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
        *(f"--host={native.home.sockets}", f"--username={own}", "--dbname=postgres"),
        f"--set=password_file={native.home.sockets / 'database_password'}",
        f"--file={native.home.sockets / 'first_start.sql'}",
    ]
    _as_database(native, psql)


def _as_database(native: Native, command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=native.home.sockets,
        env=native.environment(native.services["database"]),
        capture_output=True,
        text=True,
        check=False,
        **native.home.account.popen_arguments(),
    )
    assert done.returncode == 0, done.stderr


def _free_ports(number: int) -> list[str]:
    with ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(number)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [str(one.getsockname()[1]) for one in sockets]
