"""`bootstrap.py`, run as a newcomer runs it, with locks so small that no network is needed."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).resolve().parent.parent.parent / "bootstrap.py"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that needs no packages, with its environment made once."""
    root = tmp_path_factory.mktemp("project")
    (root / "bootstrap.py").write_text(BOOTSTRAP.read_text())
    (root / "requirements").mkdir()
    for name in ("run", "test", "bootstrap"):
        (root / "requirements" / f"{name}.txt").write_text(f"# the {name} lock\n")
    first = bootstrap(root, "test")
    assert first.returncode == 0, first.stderr
    # An empty lock brings no uv, so this was pip.
    assert "Installed by pip." in first.stdout
    return root


def bootstrap(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "bootstrap.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_stamp_is_the_hash_of_the_lock(project: Path) -> None:
    lock = (project / "requirements" / "test.txt").read_bytes()
    assert (project / ".venv" / "test.stamp").read_text() == sha256(lock).hexdigest()


@pytest.mark.parametrize("name", ["test", "run"])
def test_a_second_call_does_nothing(project: Path, name: str) -> None:
    assert bootstrap(project, name).stdout == ""


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    with (project / "requirements" / "run.txt").open("a") as lock:
        lock.write("# changed\n")
    assert "Installing requirements/run.txt" in bootstrap(project, "run").stdout
    assert "Installing requirements/test.txt" in bootstrap(project, "test").stdout


def test_a_package_without_a_hash_is_refused(project: Path) -> None:
    lock = project / "requirements" / "run.txt"
    before = lock.read_text()
    lock.write_text("no-such-package-of-leverage==1\n")
    try:
        refused = bootstrap(project, "run")
    finally:
        lock.write_text(before)
    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert bootstrap(project, "test").returncode == 0


def test_a_folder_that_is_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "bootstrap.py").write_text(BOOTSTRAP.read_text())
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").touch()
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "letter").write_text("mine")
    refused = bootstrap(tmp_path, "run")
    assert refused.returncode == 1
    assert "in the way" in refused.stderr
    assert (tmp_path / ".venv" / "letter").read_text() == "mine"


def test_an_old_python_is_told_what_to_do(tmp_path: Path) -> None:
    source = BOOTSTRAP.read_text().replace("OLDEST_PYTHON = (3, 11)", "OLDEST_PYTHON = (3, 99)")
    (tmp_path / "bootstrap.py").write_text(source)
    refused = bootstrap(tmp_path, "run")
    assert refused.returncode == 1
    assert "needs Python 3.99 or newer" in refused.stderr
    assert "PYTHON=" in refused.stderr


def test_an_unknown_lock_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "bootstrap.py").write_text(BOOTSTRAP.read_text())
    assert bootstrap(tmp_path, "everything").returncode == 2
