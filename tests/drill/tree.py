"""The site as it really runs: `manage.py up` under a keeper, with its servers, and ways to hurt each process."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import connections

from leverage.embedded import children, paths, processes, site
from leverage.embedded.processes import Process
from tests.drill.findings import CouldNotRun
from tests.waiting import came_to_be

ROOT = Path(__file__).resolve().parent.parent.parent
SUPERVISOR = "supervisor"
PARTS = ("web", "worker", "beat", "PostgreSQL", "Valkey")
_START_PATIENCE, _STOP_PATIENCE = 120.0, 60.0


class Tree:
    """One site in a data folder, kept running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._outputs: list[Path] = []
        self.port = _free_port()
        self._keeper: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Return what the processes of the site find in their environment; nothing of this one's own settings."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "LEVERAGE_DATA_DIR": str(self.data),
            "LEVERAGE_STATIC_ROOT": str(self.folder / "static"),
            "PORT": str(self.port),
        }

    def start(
        self,
        extra: Mapping[str, str] | None = None,
        command: tuple[str, ...] = (str(ROOT / "manage.py"), "up"),
    ) -> None:
        """Start it and wait until it serves; raises CouldNotRun with what it said."""
        self._outputs.append(self.folder / f"output-{len(self._outputs)}")
        connections.close_all()  # Those of this process lead to servers that are gone.
        self._keeper = children.launch(
            [sys.executable, "-m", "tests.drill.keeper", *command],
            folder=ROOT,
            environment=self.environment | dict(extra or {}),
            log=self._outputs[-1],
        )
        if not came_to_be(self.is_ready, _START_PATIENCE):
            raise CouldNotRun(f"The site did not start.\n{children.tail(self._outputs[-1])}")

    def stop(self) -> None:
        """Stop it gently; harmless twice."""
        if self._keeper is not None:
            children.stop(self._keeper, (signal.SIGTERM,), grace=_STOP_PATIENCE)
            self._keeper = None

    def is_ready(self) -> bool:
        """Return whether it says so itself."""
        return site.is_ready(self.port, site.HOST)

    def pid(self, name: str) -> int | None:
        """Return the number of a process now, by the name that the supervisor gives it."""
        try:
            if name == SUPERVISOR:
                return int(json.loads((self.data / "lock").read_text())["pid"])
            return int(json.loads((self.data / "procs.json").read_text())["processes"][name]["pid"])
        except (OSError, ValueError, KeyError):
            return None  # It is being written, or does not run.

    def pids(self) -> dict[str, int | None]:
        """Return the numbers of all processes that the site consists of."""
        return {name: self.pid(name) for name in (SUPERVISOR, *PARTS)}

    def children_of(self, name: str) -> list[Process]:
        """Return the living processes that a process started itself."""
        parent = self.pid(name)
        return [process for process in processes.listing() if process.parent == parent]

    def memory(self, name: str) -> int:
        """Return the resident memory of a process and its own processes, in kilobytes."""
        pids = [self.pid(name), *(process.pid for process in self.children_of(name))]
        return sum(_resident(pid) for pid in pids if pid is not None)

    def said(self) -> str:
        """Return what the supervisor and the site's processes wrote since the last start."""
        return self._outputs[-1].read_text(errors="replace")

    def last_words(self) -> str:
        """Return the end of what each of them wrote, for whoever looks into a miss."""
        return "\n".join(children.tail(output, 40) for output in self._outputs[-2:])


@contextlib.contextmanager
def planted() -> Iterator[Tree]:
    """Give a site in a new folder, with this process's environment pointing at it; nothing is left of it after."""
    folder = Path("/tmp") / f"leverage-drill-{secrets.token_hex(5)}"
    folder.mkdir(mode=0o711)
    tree = Tree(folder)
    foreign = (
        "PG",
        "LEVERAGE_",
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "DEBUG",
        "ALLOWED_HOSTS",
    )
    for name in [name for name in os.environ if name.startswith(foreign)]:
        del os.environ[name]
    os.environ |= tree.environment | {"DJANGO_SETTINGS_MODULE": "leverage.settings"}
    try:
        yield tree
    finally:
        tree.stop()
        shutil.rmtree(paths.socket_dir(tree.data), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _resident(pid: int) -> int:
    try:
        lines = (Path("/proc") / str(pid) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((site.HOST, 0))
        port: int = probe.getsockname()[1]
        return port
