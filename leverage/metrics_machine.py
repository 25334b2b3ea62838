"""What the computer itself says: how full its disks are, how large a process is."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from django.conf import settings

# Steps so coarse that no step tells of a visit or of a row.
_SHARE_STEP = 0.05
_SIZE_STEP = 32 * 1024 * 1024
_STATUS = Path("/proc/self/status")


def free_shares() -> dict[str, float]:
    """Return how much of each disk that holds files of ours is free, in steps of a twentieth."""
    folders = {"keys": settings.KEY_DIR, "backups": settings.BACKUP_DIR}
    found = {}
    for volume, folder in folders.items():
        try:
            usage = shutil.disk_usage(folder) if folder is not None else None
        except (
            OSError
        ):  # It is not there yet, or not readable: readiness tells of the one that matters.
            usage = None
        if usage is not None:
            share = usage.free / usage.total
            found[volume] = round(math.floor(share / _SHARE_STEP) * _SHARE_STEP, 2)
    return found


def own_memory() -> int:
    """Return how much memory this process takes, rounded up to 32 MiB; 0 where the system does not say.

    Exactly it would grow a little with a visit, and so be a list of their times.
    """
    try:
        lines = _STATUS.read_text("ascii").splitlines()
    except OSError:  # Not Linux.
        return 0
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return math.ceil(int(line.split()[1]) * 1024 / _SIZE_STEP) * _SIZE_STEP
