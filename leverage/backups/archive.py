"""The form of a backup inside of its seal: a tar archive that begins with what it is and ends with what it holds.

`head.json` comes first, so that a reader can refuse before anything is brought back; `manifest.json` comes last, with
the number of rows and the SHA-256 of each table, and no backup is whole without it. A table lies in numbered parts,
`tables/NAME/00000` and so on, which together are what PostgreSQL's COPY writes as text: `cat` joins them.
"""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from leverage.backups.errors import BackupRefused

FORMAT = 1
HEAD, MANIFEST, TABLES, FILES = "head.json", "manifest.json", "tables", "files"
_BLOCK = 512
_PART_MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup is: of the whole site, or of one window; made when, by what code, in what state of the tables."""

    day: str
    run: str
    """A random name that the files of one run share: only these belong together."""
    window: str
    """The window whose sealed rows these are; empty for all that lives longer."""
    code: str
    migrations: dict[str, list[str]]
    tables: dict[str, list[str]]
    """The columns of each table, in their order."""
    format: int = FORMAT


@dataclass(slots=True)
class Content:
    """What was written or read of one table or file: its rows, and the SHA-256 of its bytes in their order."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def take(self, data: bytes) -> bytes:
        """Count a part; COPY ends each row with a line break, and has none inside of one."""
        self.rows += data.count(b"\n")
        self.digest.update(data)
        return data

    def as_json(self) -> dict[str, Any]:
        """Return it as a manifest holds it."""
        return {"rows": self.rows, "sha256": self.digest.hexdigest()}


def written(
    head: Head, tables: Iterable[tuple[str, Iterable[bytes]]], files: dict[str, bytes]
) -> Iterator[bytes]:
    """Yield the bytes of an archive: its head, each table part by part, small files, and the manifest."""
    yield _member(HEAD, _json(asdict(head)))
    contents: dict[str, Content] = {}
    for name, parts in tables:
        content = contents[f"{TABLES}/{name}"] = Content()
        for number, part in enumerate(parts):
            yield _member(f"{TABLES}/{name}/{number:05}", content.take(part))
    for name, data in files.items():
        content = contents[f"{FILES}/{name}"] = Content()
        yield _member(f"{FILES}/{name}", content.take(data))
    listed = {name: content.as_json() for name, content in contents.items()}
    yield _member(MANIFEST, _json({**asdict(head), "contents": listed}))
    yield bytes(2 * _BLOCK)


class Reader:
    """Reads an archive: the head at once, the parts one by one, and at the end whether all of it was there."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the head; raises BackupRefused if this is no backup that this code can read."""
        self._members = _members(stream)
        name, data = next(self._members, ("", b""))
        if name != HEAD:
            raise BackupRefused("This is no backup of this site.")
        self.head = _head(data)
        self.contents: dict[str, dict[str, Any]] = {}

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Yield what each part belongs to (`tables/NAME` or `files/NAME`), and its bytes.

        Raises BackupRefused at the end, unless the manifest says the same.
        """
        found = {f"{TABLES}/{name}": Content() for name in self.head.tables}
        for name, data in self._members:
            if name == MANIFEST:
                self._compare(json.loads(data), found)
                return
            place = name.rpartition("/")[0] if name.startswith(f"{TABLES}/") else name
            yield place, found.setdefault(place, Content()).take(data)
        raise BackupRefused("The backup ends before its manifest: it is not whole.")

    def _compare(self, manifest: dict[str, Any], found: dict[str, Content]) -> None:
        self.contents = {name: content.as_json() for name, content in found.items()}
        if manifest != {**asdict(self.head), "contents": self.contents}:
            raise BackupRefused("The backup does not hold what its manifest says.")


def _members(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for info in tar:
                file = tar.extractfile(info) if info.size <= _PART_MAX_BYTES else None
                if file is None:
                    raise BackupRefused("This is no backup of this site.")
                yield info.name, file.read()
    except tarfile.TarError as error:
        raise BackupRefused("This is no backup of this site.") from error


def _head(data: bytes) -> Head:
    try:
        head = Head(**json.loads(data))
    except (ValueError, TypeError) as error:
        raise BackupRefused("This backup has a form that this code does not know.") from error
    if head.format != FORMAT:
        raise BackupRefused(f"This backup has form {head.format}; this code reads form {FORMAT}.")
    return head


def _member(name: str, data: bytes) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    return info.tobuf(tarfile.USTAR_FORMAT) + data + bytes(-len(data) % _BLOCK)


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()
