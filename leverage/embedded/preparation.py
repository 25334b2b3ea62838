"""Whether the data was prepared by this very code before: then pages need not wait for it to be done once more."""

from __future__ import annotations

import hashlib
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parent.parent.parent
# All that the steps read: migrations, catalogue, static files, and which versions of packages there are.
_READ = ("leverage", "asks", "outcomes", "static", "requirements")


class Preparation:
    """A note in the data folder. It only says what may come first: the steps are taken all the same."""

    def __init__(self, data: Path, repository: Path = _REPOSITORY) -> None:
        self._file = data / "prepared"
        self._repository = repository

    def is_known(self) -> bool:
        """Return whether the steps were taken by code that is the same, sign by sign."""
        try:
            return self._file.read_text() == self._digest()
        except (OSError, UnicodeDecodeError):
            return False

    def note(self) -> None:
        """Write down that this code has taken every step."""
        draft = self._file.with_suffix(".new")
        draft.write_text(self._digest())
        draft.replace(self._file)

    def _digest(self) -> str:
        found = hashlib.sha256()
        for path in self._files():
            name, content = str(path.relative_to(self._repository)), path.read_bytes()
            found.update(f"{name}\0{len(content)}\0".encode())
            found.update(content)
        return found.hexdigest()

    def _files(self) -> list[Path]:
        below = (path for name in _READ for path in (self._repository / name).rglob("*"))
        return sorted(path for path in below if path.is_file() and path.suffix != ".pyc")
