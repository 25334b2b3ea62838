"""A computer on which somebody sets the site up by hand: what packages of its distribution bring, and no more.

PostgreSQL 18 and Valkey come from the packages of this project's local run instead of the distribution's, since not
every distribution has them yet; nginx and age are the computer's own. Ports below 1024 belong to root: others are
taken.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
from pathlib import Path

from leverage.embedded import programs
from tests.newcomer.shell import BARE_PATH, Account, Misled

# The chapters of docs/operate.md that together lead to a running site.
CHAPTERS = (
    "Choose names and places",
    "Get the program",
    "The database",
    "The memory",
    "Settings",
    "First start",
    "The front",
    "See that it works",
    "Backup",
    "Once a year: rehearse it",
    "Watching",
)
_OWN = ("nginx", "age", "age-keygen", "openssl", "curl")


def set_up(home: Path, environment: dict[str, str]) -> Account:
    """Bring into `home` what packages would have brought; returns the account to work as.

    Adds the ports to the environment. Raises Misled when a program is missing that the document's packages bring.
    """
    if missing := [name for name in _OWN if shutil.which(name, path=BARE_PATH) is None]:
        raise Misled(f"This computer lacks {', '.join(missing)}.")
    tools = home / "bin"
    found = programs.copy_to(home, programs.find())
    for program in (*(found.postgres_home / "bin").iterdir(), found.valkey):
        (tools / program.name).symlink_to(program)
    environment["HTTP_PORT"], environment["HTTPS_PORT"] = str(_free_port()), str(_free_port())
    return _hand_over(home)


def _hand_over(home: Path) -> Account:
    """Give all of the home to an account without rights, if root runs this: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return Account(None, None)
    nobody = pwd.getpwnam("nobody")
    for place, folders, files in os.walk(home):
        for name in (".", *folders, *files):
            os.chown(Path(place) / name, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return Account(nobody.pw_uid, nobody.pw_gid)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
