"""What systemd is told to run is what the run-book has people try by hand, with few rights and always again."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from tests.newcomer.documents import Purpose, blocks

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = sorted((ROOT / "leverage/deploy/systemd").glob("*.service"))
KEPT = [unit for unit in UNITS if unit.stem != "leverage-backup"]
MOST_EXPOSED = 2.0  # Of ten, as systemd itself adds it up.


def section(unit: Path, name: str) -> dict[str, str]:
    """Return one part of a unit."""
    # Two lines of one name would be a list; none of ours has that.
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(unit.read_text())
    return dict(parser[name])


def plain(command: str) -> str:
    """Return a command without what differs from place to place."""
    words = re.sub(r"\\\n\s*", "", command).removeprefix("exec ")
    own_place = re.sub(r"(--schedule|keep_log.py) \S+", r"\1", words)
    return own_place.replace("/srv/leverage/venv/bin/", "")


@pytest.mark.parametrize("unit", KEPT, ids=lambda unit: unit.stem)
def test_a_unit_runs_what_the_run_book_runs_by_hand(unit: Path) -> None:
    found = blocks((ROOT / "docs/operate.md").read_text())
    by_hand = [plain(one.commands) for one in found if one.purpose is Purpose.TERMINAL]
    assert plain(section(unit, "Service")["ExecStart"]) in by_hand


@pytest.mark.parametrize("unit", KEPT, ids=lambda unit: unit.stem)
def test_a_process_that_ends_is_started_again_however_often(unit: Path) -> None:
    service = section(unit, "Service")
    assert (service["Restart"], service["RestartSec"]) == ("always", "1")
    assert section(unit, "Unit")["StartLimitIntervalSec"] == "0"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_may_write_to_few_folders_and_gain_no_rights(unit: Path) -> None:
    service = section(unit, "Service")
    assert service["User"] == "leverage"
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    assert service["LimitCORE"] == "0"
    assert set(service["ReadWritePaths"].split()) <= {
        f"/srv/leverage/{name}" for name in ("keys", "backups", "logs")
    }


@pytest.mark.systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_itself_finds_little_exposed(unit: Path) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    [level] = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert float(level) <= MOST_EXPOSED
