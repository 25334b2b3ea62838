"""`manage.py up` whose children all read the clock of the drill; it itself waits by a steady clock only.

It is spared on purpose: where its file changes, libfaketime makes `time.sleep` of Python 3.11 fail now and then
(it takes an absolute time of the steady clock for one of the day), and whatever keeps processes alive sleeps a lot.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.core.management import execute_from_command_line

from leverage.embedded import children

FOR_CHILDREN = "DRILL_CLOCK_"
_launch = children.launch


def _launch_on_the_clock(
    command: list[str], *, environment: Mapping[str, str] | None = None, **rest: Any
) -> subprocess.Popen[bytes]:
    clock = {
        name.removeprefix(FOR_CHILDREN): value
        for name, value in os.environ.items()
        if name.startswith(FOR_CHILDREN)
    }
    given = {**(os.environ if environment is None else environment), **clock}
    return _launch(command, environment=given, **rest)


if __name__ == "__main__":
    vars(children)["launch"] = _launch_on_the_clock
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leverage.settings")
    execute_from_command_line([sys.argv[0], "up"])
