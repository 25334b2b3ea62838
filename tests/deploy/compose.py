"""docker-compose.yml as an engine reads it: names filled in, anchors followed, one service at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "docker-compose.yml"
CONTAINERFILE = ROOT / "Containerfile"
# `${NAME}`, `${NAME:?why}`, `${NAME:-default}`; two signs of money are one.
_NAME = re.compile(r"\$(?:(?P<money>\$)|\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<rest>[^}]*))?\})")


class NotGivenError(LookupError):
    """A name that has to be given is not; the message says why."""


@dataclass(frozen=True)
class Service:
    """One service, as it stands in the file after filling in."""

    name: str
    stated: dict[str, Any]

    @property
    def command(self) -> list[str]:
        """Return the words of the command line."""
        return [str(word) for word in self.stated["command"]]

    @property
    def environment(self) -> dict[str, str | None]:
        """Return what the service finds in its environment; None is taken over only where it is given."""
        given = self.stated.get("environment", {})
        return {name: None if value is None else str(value) for name, value in given.items()}

    @property
    def health(self) -> list[str] | None:
        """Return the words that ask for its health, if anybody does."""
        check = self.stated["healthcheck"]
        if check.get("disable"):
            return None
        kind, *words = map(str, check["test"])
        return ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words

    @property
    def mounts(self) -> list[tuple[str, str]]:
        """Return source and target of each volume."""
        found = []
        for entry in self.stated.get("volumes", []):
            if isinstance(entry, str):
                source, target = entry.split(":")[:2]
            else:
                source, target = entry["source"], entry["target"]
            found.append((source, target))
        return found


def names() -> dict[str, str]:
    """Return every `${NAME}` of the file with what stands behind it: `?` for must, `-` for may."""
    return {
        match["name"]: match["kind"] or ""
        for match in _NAME.finditer(_without_comments())
        if match["name"]
    }


def services(given: Mapping[str, str]) -> dict[str, Service]:
    """Return all services with these names filled in; raises NotGivenError for one that has to be given."""
    return {name: Service(name, stated) for name, stated in document(given)["services"].items()}


def document(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole file with these names filled in."""

    def fill(match: re.Match[str]) -> str:
        if match["money"]:
            return "$"
        value = given.get(match["name"], "")
        if not value and match["kind"] == "?":
            raise NotGivenError(match["rest"])
        return value or (match["rest"] if match["kind"] == "-" else "")

    filled: dict[str, Any] = _filled(_parsed(), fill)
    return filled


@cache
def _parsed() -> Any:
    return yaml.safe_load(FILE.read_text())


def _filled(value: Any, fill: Any) -> Any:
    if isinstance(value, dict):
        # What begins so is only there to be referred to.
        return {key: _filled(one, fill) for key, one in value.items() if not key.startswith("x-")}
    if isinstance(value, list):
        return [_filled(one, fill) for one in value]
    return _NAME.sub(fill, value) if isinstance(value, str) else value


def _without_comments() -> str:
    return "\n".join(
        line for line in FILE.read_text().splitlines() if not line.strip().startswith("#")
    )
