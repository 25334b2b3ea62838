"""The scan finds what was planted, in files and in history, and a list of false alarms hides nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.security.findings import Kind, exit_status
from tests.security.secrets_scan import ALARMS, Known, known_alarms, scan

# Put together here, so that this file itself holds none.
PLANTED = {
    "private key": "-----BEGIN "
    + "PRIVATE KEY-----\n"
    + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA"
    + "x" * 20,
    "age key": "AGE-SECRET-" + "KEY-1" + "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L" * 2,
    "cloud key": "AKIA" + "QWERTY1234567890",
    "forge token": "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "registry token": "npm_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "service token": "xoxb-" + "123456789012-abcdefghijkl",
    "password in an address": "postgresql" + "://site:" + "hunter2hunter2@db.example.org/site",
    "secret of the site": "SECRET_KEY" + "=kd83jf02kfj38fj20fk38fj20fk38fj2",
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one harmless file."""
    git(tmp_path, "init", "--quiet")
    commit(tmp_path, "harmless.txt", "nothing to see\n")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", name)


def faults(folder: Path, *known: Known) -> list[str]:
    return [one.text for one in scan(folder, known) if one.kind is Kind.FAULT]


def test_a_repository_without_secrets_is_good(repository: Path) -> None:
    found = list(scan(repository, []))
    assert exit_status(found) == 0
    assert [one.text for one in found][:2] == ["1 files, 0 alarms", "1 commits, 0 alarms"]


@pytest.mark.parametrize("kind", PLANTED)
def test_a_secret_is_found_in_a_file_and_later_in_the_history(repository: Path, kind: str) -> None:
    (repository / "new.env").write_text(PLANTED[kind])
    assert any(kind in fault for fault in faults(repository))
    commit(repository, "new.env", PLANTED[kind])
    commit(repository, "new.env", "taken out again\n")
    [fault] = faults(repository)
    assert fault.startswith("new.env:in ")
    assert kind in fault
    assert PLANTED[kind] not in fault


def test_a_secret_of_another_branch_is_found(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "-b", "other")
    commit(repository, "new.env", PLANTED["forge token"])
    git(repository, "checkout", "--quiet", "-")
    assert len(faults(repository)) == 1


def test_a_known_alarm_is_let_through_and_its_neighbour_is_not(repository: Path) -> None:
    (repository / "a.env").write_text(PLANTED["cloud key"])
    known = Known("a.env", "cloud key", "Made up.")
    other = Known("a.env", "AWS Access Key", "Made up.")
    assert faults(repository, known, other) == []
    (repository / "b.env").write_text(PLANTED["cloud key"])
    assert all(fault.startswith("b.env:") for fault in faults(repository, known, other))


def test_an_alarm_that_is_known_and_gone_is_a_fault(repository: Path) -> None:
    [fault] = faults(repository, Known("a.env", "cloud key", "Made up."))
    assert "take it from the list" in fault


def test_without_the_whole_history_the_scan_is_not_done(repository: Path, tmp_path: Path) -> None:
    commit(repository, "second.txt", "more\n")
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", str(shallow))
    assert exit_status(list(scan(shallow, []))) == 2
    nowhere = tmp_path.parent / "nowhere"
    nowhere.mkdir()
    assert exit_status(list(scan(nowhere, []))) == 2


def test_every_known_alarm_has_a_reason() -> None:
    assert all(len(alarm.reason) > 20 for alarm in known_alarms(ALARMS))
