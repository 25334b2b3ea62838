"""Make `.venv` and install a lock file into it. Standard library only: nothing else exists yet.

    python3 bootstrap.py run     what `make run` needs
    python3 bootstrap.py test    what `make test` and `make check` need

A stamp beside the packages holds the SHA-256 of the installed lock, so a second call does nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCKS = ROOT / "requirements"
OLDEST_PYTHON = (3, 11)
# The test lock contains the run lock, version by version.
INCLUDES = {"run": ("run",), "test": ("test", "run")}
CHECK_PYTHON = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON!r})"


class BootstrapError(Exception):
    """The environment cannot be made; the text says what to do."""


def main(arguments: list[str]) -> int:
    """Bring `.venv` up to date with the named lock; return the exit status."""
    if len(arguments) != 1 or arguments[0] not in INCLUDES:
        print(__doc__.strip())
        return 2
    name = arguments[0]
    if sys.version_info < OLDEST_PYTHON:
        return run_with_newer_python(arguments)
    descriptor = os.open(LOCKS, os.O_RDONLY)
    # Two terminals may begin at the same moment; the second one waits and finds the work done.
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        if not is_current(name):
            install(name)
    except BootstrapError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        os.close(descriptor)
    return 0


def run_with_newer_python(arguments: list[str]) -> int:
    """Run this file again with a Python that is new enough, if there is one in a usual place."""
    versions = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))) / "versions"
    names = [f"python3.{minor}" for minor in range(OLDEST_PYTHON[1], OLDEST_PYTHON[1] + 4)]
    found = [shutil.which(name) for name in names]
    found += [str(path) for path in sorted(versions.glob("3.*/bin/python"))]
    for python in found:
        if python is not None and works([python, "-c", CHECK_PYTHON]):
            return subprocess.run([python, __file__, *arguments], check=False).returncode
    print(
        f"Leverage needs Python 3.{OLDEST_PYTHON[1]} or newer; this is {sys.version.split()[0]}.\n"
        "Install one and name it, for example: make run PYTHON=python3.11",
        file=sys.stderr,
    )
    return 1


def is_current(name: str) -> bool:
    """Return whether `.venv` works and holds exactly what the lock says now."""
    stamp = stamp_of(name)
    return stamp.exists() and stamp.read_text() == digest_of(name) and venv_works()


def install(name: str) -> None:
    """Make `.venv` if needed and install the lock; raises BootstrapError."""
    for included in INCLUDES["test"]:
        stamp_of(included).unlink(missing_ok=True)
    if not venv_works():
        make_venv()
    lock = str(LOCKS / f"{name}.txt")
    print(f"Installing requirements/{name}.txt into .venv.", flush=True)
    if install_with_uv(lock):
        print("Installed by uv.", flush=True)
    else:
        print("uv could not do it here, so pip does; that takes a little longer.", flush=True)
        if not works([*pip(), "install", *QUIET_PIP, "--require-hashes", "-r", lock], show=True):
            raise BootstrapError(
                "The packages could not be installed; the lines above say why. Without a network, "
                "pip needs a folder or an index of its own in its configuration."
            )
        print("Installed by pip.", flush=True)
    for included in INCLUDES[name]:
        stamp_of(included).write_text(digest_of(included))


QUIET_PIP = ("-qq", "--disable-pip-version-check", "--no-input")


def install_with_uv(lock: str) -> bool:
    """Let uv install the lock; return whether it could. It does not know pip's configuration."""
    uv = VENV / "bin" / "uv"
    installer = str(LOCKS / "bootstrap.txt")
    if not works([*pip(), "install", *QUIET_PIP, "--require-hashes", "-r", installer]):
        return False
    environment = {
        # An unreachable index must not cost minutes when pip can do the same.
        "UV_HTTP_TIMEOUT": "20",
        "UV_HTTP_RETRIES": "1",
        # Behind a company's own certificate the system knows it; uv would bring its own list.
        "UV_SYSTEM_CERTS": "1",
        **os.environ,
    }
    command = [str(uv), "pip", "install", "--quiet", "--python", str(VENV / "bin" / "python")]
    return works([*command, "--require-hashes", "-r", lock], environment=environment)


def make_venv() -> None:
    """Make `.venv` anew, also where the system's Python came without ensurepip."""
    print("Making .venv.", flush=True)
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
        raise BootstrapError(f"{VENV} is in the way and is not a virtual environment.")
    make = [sys.executable, "-m", "venv", "--clear"]
    if works([sys.executable, "-c", "import ensurepip"]) and works([*make, str(VENV)]):
        return
    if not works([*make, "--without-pip", str(VENV)], show=True):
        raise BootstrapError("Python could not make a virtual environment.")
    if not works([*pip(), "--version"]):
        raise BootstrapError(
            "This Python has neither ensurepip nor pip. On Debian and Ubuntu: "
            "apt-get install python3-venv python3-pip"
        )


def pip() -> list[str]:
    """Return the command of a pip that installs into `.venv`."""
    python = str(VENV / "bin" / "python")
    if works([python, "-c", "import pip"]):
        return [python, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", python]


def venv_works() -> bool:
    """Return whether `.venv` has a Python that runs and is new enough."""
    return works([str(VENV / "bin" / "python"), "-c", CHECK_PYTHON])


def works(
    command: list[str], *, show: bool = False, environment: dict[str, str] | None = None
) -> bool:
    """Run a command; return whether it succeeded. Its output is shown on request only."""
    output = None if show else subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdout=output, stderr=output, env=environment, check=False)
    except OSError:
        return False
    return done.returncode == 0


def stamp_of(name: str) -> Path:
    """Return the file that says which lock is installed."""
    return VENV / f"{name}.stamp"


def digest_of(name: str) -> str:
    """Return the SHA-256 of a lock file."""
    return hashlib.sha256((LOCKS / f"{name}.txt").read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
