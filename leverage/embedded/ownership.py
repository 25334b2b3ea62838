"""Whose the folders are, and under which account the servers run.

PostgreSQL refuses to run as root. As root (containers, build machines) both servers therefore run
under an account without rights, and everything that they need must be within that account's reach.
Folders that we did not make are never changed: what is out of reach goes to the system's own place.
"""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leverage.embedded import paths
from leverage.embedded import programs as installed
from leverage.embedded.errors import UnsafeFolderError, UnsupportedSystemError
from leverage.embedded.programs import Programs

SERVER_ACCOUNTS = ("postgres", "nobody")
CLUSTER = "pg18"
_STATE = Path("/var/lib" if Path("/var/lib").is_dir() else "/var/db") / "leverage"


@dataclass(frozen=True)
class Account:
    """The account that runs the servers; `other` when it is not the one that runs us."""

    name: str
    uid: int
    gid: int
    other: bool

    def popen_arguments(self) -> Mapping[str, Any]:
        """Return what Popen needs to start a program under this account."""
        if not self.other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Home:
    """Everything that the embedded servers need to know about this computer."""

    account: Account
    programs: Programs
    cluster: Path
    sockets: Path


def settle(data: Path, sockets: Path, state: Path = _STATE) -> Home:
    """Choose account, programs and folders for the servers of `data`, and make the folders.

    Raises UnsupportedSystemError where the servers cannot run, and UnsafeFolderError when a folder
    of ours turns out to be somebody else's.
    """
    own_name()
    paths.make_data_dir(data)
    programs = installed.find()
    if os.geteuid() != 0:
        account = _account(own_name(), other=False)
        cluster = data / CLUSTER
    else:
        shared = state / paths.mark(data)
        existing = next((at / CLUSTER for at in (data, shared) if (at / CLUSTER).is_dir()), None)
        account = _account_without_rights(existing)
        cluster = existing or (data if reaches(account, data) else shared) / CLUSTER
        if cluster.parent == shared:
            _make_shared(state, shared)
        if not (reaches(account, programs.postgres) and reaches(account, programs.valkey)):
            _make_shared(state)
            programs = installed.copy_to(state, programs)
    make_private(sockets, account)
    return Home(account, programs, cluster, sockets)


def own_name() -> str:
    """Return the name of the account that runs us; the database knows people by names only."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise UnsupportedSystemError("The account that runs this has no name here.") from error


def make_private(folder: Path, account: Account) -> None:
    """Make `folder` for `account` alone, or check that it is so already (without following links).

    Raises UnsafeFolderError: it stands in a place where everybody can make folders.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.uid}:
            raise UnsafeFolderError(
                f"{folder} belongs to somebody else. Look at what it is, remove it, and try again."
            ) from None
    folder.chmod(0o700)
    if account.other:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def reaches(account: Account, path: Path) -> bool:
    """Return whether `account` can enter or run `path`, by asking the kernel under that account."""
    answer = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        cwd="/",
        check=False,
        **account.popen_arguments(),
    )
    return answer.returncode == 0


def _account_without_rights(cluster: Path | None) -> Account:
    if cluster is not None:
        # The data belongs to the account of the first start, also when a better one exists by now.
        return _account(pwd.getpwuid(cluster.stat().st_uid).pw_name, other=True)
    for name in SERVER_ACCOUNTS:
        try:
            return _account(name, other=True)
        except KeyError:
            continue
    raise UnsupportedSystemError("PostgreSQL refuses to run as root, and no other account exists.")


def _account(name: str, *, other: bool) -> Account:
    entry = pwd.getpwnam(name)
    return Account(name, entry.pw_uid, entry.pw_gid, other)


def _make_shared(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.lstat().st_uid != os.geteuid():
            raise UnsafeFolderError(f"{folder} belongs to somebody else.")
        folder.chmod(0o711)
