"""The private keys of windows, in files outside the database (privacy.md 2).

Beside them lies a copy of each window's key-set hash, which is no secret: whoever could write to the database alone
would have to change it here too. It stays when the keys are destroyed.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from outcomes.errors import KeysMissing

_SIGNING = "signing.json"
_SEALING = "sealing.key"
_HASH = ".sha256"


def store_signing_keys(window: str, keys: Mapping[str, bytes]) -> None:
    """Keep the signing keys of a window, one PKCS #8 document per slot, readable by us alone."""
    document = {slot: base64.b64encode(key).decode() for slot, key in keys.items()}
    _write(_folder(window), _SIGNING, json.dumps(document).encode())


def signing_keys(window: str) -> dict[str, bytes]:
    """Return the signing keys by slot; raises KeysMissing once they are destroyed."""
    document: dict[str, str] = json.loads(_read(window, _SIGNING))
    return {slot: base64.b64decode(key) for slot, key in document.items()}


def store_sealing_key(window: str, key: bytes) -> None:
    """Keep the private half of the sealing key: custody mode `local` only."""
    _write(_folder(window), _SEALING, key)


def sealing_key(window: str) -> bytes:
    """Return the private half of the sealing key; raises KeysMissing when it is not here."""
    return _read(window, _SEALING)


def store_key_set_hash(window: str, key_set_hash: str) -> None:
    """Keep a copy of the hash under which a window's keys and parameters were published."""
    _write(_home(), f"{window}{_HASH}", f"{key_set_hash}\n".encode())


def key_set_hash(window: str) -> str:
    """Return the copy of a window's key-set hash; raises KeysMissing when none is here."""
    try:
        return (_home() / f"{window}{_HASH}").read_text("ascii").strip()
    except FileNotFoundError as error:
        raise KeysMissing from error


def destroy_signing_keys(window: str) -> None:
    """Destroy the signing keys; harmless when they are gone."""
    _destroy(window, _SIGNING)


def destroy_all(window: str) -> None:
    """Destroy every key of a window and its folder; harmless when they are gone, or twice at once."""
    for name in (_SIGNING, _SEALING):
        _destroy(window, name)
    # Another process may have removed the folder just now; a foreign file in it is not ours to remove.
    with contextlib.suppress(OSError):
        _folder(window).rmdir()


def forget(window: str) -> None:
    """Destroy every key of a window and the copy of its hash: for windows that nobody will ask about."""
    destroy_all(window)
    (_home() / f"{window}{_HASH}").unlink(missing_ok=True)


def holds_keys(window: str) -> bool:
    """Return whether any key of a window is still here."""
    return holds_signing_keys(window) or holds_sealing_key(window)


def holds_signing_keys(window: str) -> bool:
    """Return whether the signing keys, or a draft of them, are here."""
    return bool(_files(window, _SIGNING))


def holds_sealing_key(window: str) -> bool:
    """Return whether the private half of the sealing key, or a draft of it, is here."""
    return bool(_files(window, _SEALING))


def windows_with_keys() -> list[str]:
    """Return the names of windows of which keys are here, also of those that no database knows."""
    with contextlib.suppress(FileNotFoundError):
        return sorted(path.name for path in _home().iterdir() if holds_keys(path.name))
    return []


def is_within(path: Path) -> bool:
    """Return whether a file would lie in the folder of keys, by whatever name."""
    return path.resolve().is_relative_to(_home().resolve())


def destroy_file(path: Path) -> None:
    """Write noise over a file and remove it; harmless when it is gone."""
    with contextlib.suppress(FileNotFoundError):
        _overwrite(path)
        path.unlink()


def _home() -> Path:
    return Path(settings.KEY_DIR)


def _folder(window: str) -> Path:
    return _home() / window


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write whole or not at all: a half-written key file would lose a window."""
    _home().parent.mkdir(parents=True, exist_ok=True)
    for private in (_home(), folder):
        private.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{name}.{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)
    _remember(folder)


def _remember(folder: Path) -> None:
    """Have the disk keep the folder's list of files too: the new name must outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(window: str, name: str) -> bytes:
    try:
        return (_folder(window) / name).read_bytes()
    except FileNotFoundError as error:
        raise KeysMissing from error


def _destroy(window: str, name: str) -> None:
    for path in _files(window, name):
        destroy_file(path)


def _files(window: str, name: str) -> list[Path]:
    """Return a file, and the drafts of it that a process killed while writing left behind."""
    # Two processes may destroy at once: whichever comes second finds nothing, or no folder.
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return [
            path
            for path in _folder(window).iterdir()
            if path.name == name or path.name.startswith(f".{name}.")
        ]
    return []


def _overwrite(path: Path) -> None:
    """Write noise over a file. On a copy-on-write disk only full-disk encryption finishes the job."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
