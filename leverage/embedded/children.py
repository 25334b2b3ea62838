"""Starting and stopping one process, so that nothing of it can be left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from leverage.embedded.ownership import Account

_PR_SET_PDEATHSIG = 1
# Loaded here, because a process between fork and exec must not load anything.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Service:
    """A process that should run all the time, and how to treat it."""

    name: str
    command: list[str]
    folder: Path
    is_ready: Callable[[], bool] = lambda: True
    # Called before every start: removes what a dead predecessor left.
    clear: Callable[[], None] = _nothing
    account: Account | None = None
    environment: Mapping[str, str] | None = None
    log: Path | None = None
    stop_signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    # What the kernel sends when our own process is killed and cannot say good-bye.
    orphan_signal: signal.Signals = field(default=signal.SIGTERM)


def start(service: Service) -> subprocess.Popen[bytes]:
    """Start a service in a session of its own: ^C in the terminal reaches only the supervisor."""
    service.clear()
    return launch(
        service.command,
        folder=service.folder,
        account=service.account,
        environment=service.environment,
        log=service.log,
        orphan_signal=service.orphan_signal,
    )


def launch(
    command: list[str],
    *,
    folder: Path,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    orphan_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start `command` in a new session, its output going to `log` (written anew) or the terminal.

    The caller's thread must be the main one, and outlive the process: on Linux the kernel sends
    `orphan_signal` when that thread ends.
    """
    output = None if log is None else _open_log(log)
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,
            # Runs after the change of account, which would clear the setting.
            preexec_fn=_follow_parent(os.getpid(), orphan_signal),
            **({} if account is None else account.popen_arguments()),
        )
    finally:
        if output is not None:
            os.close(output)


def tail(log: Path | None, lines: int = 15) -> str:
    """Return the last lines of a log, for the message about what went wrong."""
    if log is None or not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to the process and all its children that stayed in its group."""
    # PermissionError is what macOS says of a group that holds only ended processes.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def stop(
    process: subprocess.Popen[bytes], signals: tuple[signal.Signals, ...], grace: float
) -> None:
    """Stop one process: each signal in turn, `grace` seconds after each, then its whole group."""
    for number in signals:
        if process.poll() is None:
            process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=grace)
            break
    signal_group(process, signal.SIGKILL)
    process.wait()


def _follow_parent(parent: int, number: signal.Signals) -> Callable[[], None] | None:
    libc = _LIBC
    if libc is None:
        return None

    def follow() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # It died before the kernel knew that we want to hear of it.
            os._exit(1)

    return follow


def _open_log(log: Path) -> int:
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_NOFOLLOW
    return os.open(log, flags, 0o600)
