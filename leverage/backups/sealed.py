"""Sealing a stream to public age keys, and opening it again (age-encryption.org/v1).

Plain text passes through memory only. Anybody with the age tool opens such a file too: `age -d -i KEYFILE FILE`.
A seal is whole only at its end: who acts upon what was read must wait for it (`opened` does).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from leverage.backups.errors import BackupRefused

CHUNK = 1024 * 1024
FEWEST_RECIPIENTS = 2
DRAFT = ".draft-"  # How the name of a file begins that is not whole yet.
_KEY_FILE_MAX_BYTES = 64 * 1024
_SECRET = "AGE-SECRET-KEY-1"  # noqa: S105 (what such a line begins with)


def recipients_of(keys: Sequence[str], *, one_will_do: bool = False) -> list[Any]:
    """Return those who can open what is sealed; raises BackupRefused for a bad key or fewer than two people."""
    try:
        found = {str(key): key for key in map(pyrage.x25519.Recipient.from_str, keys)}
    except pyrage.RecipientError as error:
        raise BackupRefused(
            "LEVERAGE_BACKUP_RECIPIENTS holds something that is no public age key (age1…)."
        ) from error
    if not found:
        raise BackupRefused("Set LEVERAGE_BACKUP_RECIPIENTS: public age keys of two custodians.")
    if len(found) < FEWEST_RECIPIENTS and not one_will_do:
        raise BackupRefused(
            "LEVERAGE_BACKUP_RECIPIENTS names one custodian: if that key is lost, so is every backup. "
            "Name two, or say --one-custodian."
        )
    return list(found.values())


def identities_of(key_file: Path) -> list[Any]:
    """Return the private keys in a file as age-keygen writes it; raises BackupRefused if there is none."""
    try:
        with key_file.open(encoding="utf-8") as file:
            lines = file.read(_KEY_FILE_MAX_BYTES).splitlines()
        found = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines if _SECRET in line]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupRefused("The key file cannot be read.") from error
    if not found:
        raise BackupRefused(
            "The key file holds no private age key. One under a passphrase is opened first: "
            "age -d KEYFILE | manage.py … --identity /dev/stdin"
        )
    return found


def write_sealed(target: Path, chunks: Iterable[bytes], recipients: Sequence[Any]) -> str:
    """Seal a stream into a file, whole or not at all; returns the SHA-256 of the sealed file.

    Only its owner can read the file, and its times say the day and no hour. An error of the stream is raised as it is.
    """
    draft = target.with_name(f"{DRAFT}{target.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            sink, source = _Sink(file), _Source(chunks)
            source.pass_through(sink, recipients)
            file.flush()
            os.fsync(file.fileno())
        _say_the_day_only(draft)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _remember(target.parent)
    return sink.digest.hexdigest()


@contextmanager
def opened(path: Path, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give the plain text of a sealed file as a stream.

    Raises BackupRefused when the block ends, unless the whole file was what its seal says; also when no key fits.
    """
    inner, outer = os.pipe()
    unsealing = _Unsealing(path, outer, identities)
    unsealing.start()
    try:
        with os.fdopen(inner, "rb", buffering=CHUNK) as plain:
            yield plain
            while plain.read(CHUNK):
                pass
    except Exception as error:
        unsealing.join()
        # What a reader stumbled over is the seal's fault if the seal is broken.
        unsealing.refuse(error)
        raise
    finally:
        unsealing.join()
    unsealing.refuse(None)


class _Source:
    """What the sealing reads from: a stream of chunks, as a file."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self._failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes; none at the end."""
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self._failure = error
            raise
        size = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)

    def pass_through(self, sink: _Sink, recipients: Sequence[Any]) -> None:
        """Seal all of it into a sink; raises what the stream raised."""
        try:
            pyrage.encrypt_io(self, sink, recipients)
        except Exception:
            # It knows our error as a text only.
            if self._failure is not None:
                raise self._failure from None
            if sink.failure is not None:
                raise sink.failure from None
            raise


class _Sink:
    """What the sealing writes into: a file, with the SHA-256 of what went there."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.failure: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write all of it."""
        try:
            self._file.write(data)
        except OSError as error:
            self.failure = error
            raise
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the file is flushed once, at its end."""


class _Unsealing(threading.Thread):
    """Opens a sealed file into a pipe, beside whoever reads it."""

    def __init__(self, path: Path, outer: int, identities: Sequence[Any]) -> None:
        super().__init__(daemon=True)
        self._path, self._outer, self._identities = path, outer, identities
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Open all of it, or until nobody reads any more."""
        try:
            with os.fdopen(self._outer, "wb") as pipe, self._path.open("rb") as file:
                pyrage.decrypt_io(file, pipe, self._identities)
        except BrokenPipeError:
            pass
        except Exception as error:
            self._failure = error

    def refuse(self, cause: BaseException | None) -> None:
        """Raise BackupRefused if the file was not what its seal says."""
        match self._failure:
            case None:
                return
            case FileNotFoundError() | PermissionError() | IsADirectoryError():
                why = "it cannot be read"
            case pyrage.DecryptError() if "No matching keys" in str(self._failure):
                why = "this key does not open it"
            case pyrage.DecryptError():
                why = "it is no age file"
            case _ if "roken pipe" in str(self._failure):
                return
            case _:
                why = "it is damaged or not whole"
        raise BackupRefused(f"{self._path.name}: {why}. Nothing was changed.") from cause


def _say_the_day_only(path: Path) -> None:
    midnight = datetime.combine(datetime.now(UTC).date(), time(), tzinfo=UTC).timestamp()
    os.utime(path, (midnight, midnight))


def _remember(folder: Path) -> None:
    """Have the disk keep the folder's list of files too: the new name must outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
