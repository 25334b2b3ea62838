"""Where the local data and sockets are. Standard library only: the settings import this module."""

from __future__ import annotations

import hashlib
import os
import secrets
import string
from pathlib import Path
from urllib.parse import quote

DATABASE = "leverage"
ROLE = "leverage"
# Only part of the socket's file name, as no TCP port is opened. Written into the URL, because libpq
# would otherwise take another number from PGPORT.
POSTGRES_PORT = 5432

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
_SECRET_LENGTH = 50


def data_dir() -> Path:
    """Return the folder of all local data: LEVERAGE_DATA_DIR, or `.leverage` in the repository."""
    given = os.environ.get("LEVERAGE_DATA_DIR")
    return Path(given).expanduser().resolve() if given else _REPOSITORY / ".leverage"


def make_data_dir(data: Path) -> None:
    """Make the folder of all local data, for its owner only.

    Root's can be passed through (not listed): the servers run under another account, and their
    folder is inside. Whatever else is inside has no rights for others. An existing folder is left
    as it is, because it may be one that a person chose.
    """
    if not data.is_dir():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0:
            data.chmod(0o711)


def socket_dir(data: Path) -> Path:
    """Return the folder of the sockets that belong to `data`, unique to it and to this user.

    It is outside of `data` because the path of a socket may have 104 bytes at most on macOS and
    108 on Linux. It does not follow TMPDIR: two terminals of one person must find the same folder.
    """
    return Path("/tmp") / f"leverage-{os.geteuid()}-{mark(data)}"  # noqa: S108 - checked when made


def mark(data: Path) -> str:
    """Return a short name that tells the folder `data` from every other."""
    return hashlib.sha256(os.fsencode(data)).hexdigest()[:10]


def database_url(data: Path) -> str:
    """Return the libpq URI of the embedded database that belongs to `data`."""
    return database_url_at(socket_dir(data))


def database_url_at(sockets: Path) -> str:
    """Return the libpq URI of a database whose socket is in the folder `sockets`."""
    host = quote(str(sockets), safe="")
    return f"postgresql://{ROLE}@/{DATABASE}?host={host}&port={POSTGRES_PORT}"


def redis_url(data: Path) -> str:
    """Return the URL of the embedded Valkey that belongs to `data`."""
    return redis_url_at(socket_dir(data))


def redis_url_at(sockets: Path) -> str:
    """Return the URL of a Valkey whose socket is in the folder `sockets`."""
    return f"unix://{valkey_socket(sockets)}"


def postgres_socket(sockets: Path) -> Path:
    """Return the path that PostgreSQL gives its socket in the folder `sockets`."""
    return sockets / f".s.PGSQL.{POSTGRES_PORT}"


def valkey_socket(sockets: Path) -> Path:
    """Return the path of Valkey's socket in the folder `sockets`."""
    return sockets / "valkey.sock"


def secret_key(data: Path) -> str:
    """Return Django's secret key of the local site; the first call creates it.

    The file can be read by its owner only. Calls at the same moment get the same key.
    """
    file = data / "secret-key"
    if not file.exists():
        make_data_dir(data)
        _create_secret(file)
    return file.read_text(encoding="ascii").strip()


def _create_secret(file: Path) -> None:
    signs = string.ascii_letters + string.digits
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write("".join(secrets.choice(signs) for _ in range(_SECRET_LENGTH)) + "\n")
    try:
        # A hard link appears whole or not at all, and never replaces the key of a faster process.
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
