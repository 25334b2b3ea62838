"""Keeps `manage.py up` running as systemd would with Restart=always and RestartSec=1.

A process of its own, so that the supervisor is started again whatever the drill is busy with. It ends on SIGTERM,
and the supervisor with it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from leverage.embedded import children

_ROOT = Path(__file__).resolve().parent.parent.parent
_RESTART_AFTER = 1.0
_STOP_PATIENCE = 40.0


class Ended(BaseException):
    """Somebody wants us to end."""


def main() -> None:
    """Start it, and start it again whenever it ends."""
    signal.signal(signal.SIGTERM, _end)
    running: subprocess.Popen[bytes] | None = None
    try:
        while True:
            running = children.launch(
                [sys.executable, *sys.argv[1:]], folder=_ROOT, environment=os.environ
            )
            running.wait()
            time.sleep(_RESTART_AFTER)
    except Ended:
        if running is not None and running.poll() is None:
            children.stop(running, (signal.SIGTERM,), grace=_STOP_PATIENCE)


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


if __name__ == "__main__":
    main()
