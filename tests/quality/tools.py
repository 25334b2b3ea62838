"""The programs of others, as `npm ci` puts them beside this file."""

from __future__ import annotations

from pathlib import Path

from tests.quality.stage import NotReady

_FOLDER = Path(__file__).parent / "node_modules" / ".bin"


def program(name: str) -> str:
    """Return the path of a program; raises NotReady where it is not installed."""
    path = _FOLDER / name
    if not path.exists():
        raise NotReady(f"{name} is not installed: run `make quality`, which needs npm and Node 20.")
    return str(path)
