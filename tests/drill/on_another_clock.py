"""`manage.py up` whose servers read the clock of the drill too: they are started with an environment of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from django.core.management import execute_from_command_line

from leverage.embedded import children

_CLOCK = ("LD_PRELOAD", "FAKETIME", "DONT_FAKE_MONOTONIC")
_launch = children.launch


def _launch_on_the_clock(
    command: list[str], *, environment: Mapping[str, str] | None = None, **rest: Any
) -> subprocess.Popen[bytes]:
    clock = {name: value for name, value in os.environ.items() if name.startswith(_CLOCK)}
    # What one process shares about the clock with its own kind must not reach those of another account.
    clock.pop("FAKETIME_SHARED", None)
    given = None if environment is None else {**environment, **clock}
    return _launch(command, environment=given, **rest)


if __name__ == "__main__":
    vars(children)["launch"] = _launch_on_the_clock
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leverage.settings")
    execute_from_command_line([sys.argv[0], "up"])
