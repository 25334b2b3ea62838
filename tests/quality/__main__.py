"""`python -m tests.quality`: pages as production serves them, judged by Lighthouse and html-validate.

Ends with 1 if something is worse than it must be, and with 2 if something could not be measured.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import django
from django.utils.module_loading import import_string

from leverage.embedded.errors import EmbeddedError
from tests.bench import servers
from tests.quality.front import HOST_NAME, Front

PARTS = ("html", "view", "lighthouse")
Run = Callable[[Front, Path, Sequence[str]], int]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(PARTS)} (all of these), or pictures")
    parts = parser.parse_args(arguments).part or PARTS
    if unknown := set(parts) - {*PARTS, "pictures"}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    try:
        with servers.database_and_memory(durable=False) as folder:
            front = Front(folder)
            os.environ |= {"ALLOWED_HOSTS": HOST_NAME, "LEVERAGE_ORIGIN": front.origin}
            # Playwright's loop never touches the database, but Django cannot know.
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
            django.setup()
            # By name, and only now: models cannot be imported before Django is set up.
            run: Run = import_string("tests.quality.parts.run")
            return run(front, folder, parts)
    except EmbeddedError as problem:
        sys.stderr.write(f"Not everything could be measured. {problem}\n")
        return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
