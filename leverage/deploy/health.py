"""Whether a container's process does its work; the container engine asks. Starts quickly: no Django, no Celery.

`health.py web PORT`: the web process answers that it lives.
`health.py beat FILE`: Celery's clock wrote its file lately.
"""

from __future__ import annotations

import http.client
import os
import sys
import time
from pathlib import Path

_TIMEOUT = 5.0
# Celery's clock writes its file every three minutes at the latest.
_LONGEST_SILENCE = 600.0


def is_web_alive(port: int, host: str) -> bool:
    """Return whether `/healthz` answers 200, asked under a host name that the site accepts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_beat_alive(schedule: Path, now: float) -> bool:
    """Return whether one of the files that begin like `schedule` was written lately."""
    files = schedule.parent.glob(f"{schedule.name}*")
    return any(now - file.stat().st_mtime < _LONGEST_SILENCE for file in files)


def main(arguments: list[str]) -> int:
    """Return the exit status: 0 for alive."""
    match arguments:
        case ["web", port]:
            host = os.environ.get("ALLOWED_HOSTS", "").partition(",")[0].strip()
            alive = is_web_alive(int(port), host)
        case ["beat", file]:
            alive = is_beat_alive(Path(file), time.time())
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0 if alive else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
