"""`python -m tests.bench.asking /asks/ /labs/`: what a new process with nothing kept needs for each page, as JSON.

For each path: statements of the first answer and of the second, bytes, and bytes compressed.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import django
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.rounds import NothingMeasured
from tests.bench.servers import HOST_NAME

HEADERS = {"Host": HOST_NAME, "X-Forwarded-Proto": "https"}
# nginx compresses with this.
_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What one page needed."""

    first: int
    again: int
    plain: int
    compressed: int


def ask(paths: Sequence[str], environment: Mapping[str, str] | None = None) -> dict[str, Asked]:
    """Ask for each path in a process of its own; `environment` may name another database."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.asking", *paths],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {path: Asked(**found) for path, found in json.loads(done.stdout).items()}


def main(paths: Sequence[str]) -> None:
    """Print what each path needed."""
    django.setup()
    logging.disable(logging.WARNING)
    cache.clear()
    json.dump({path: asdict(_asked(path)) for path in paths}, sys.stdout)


def body(path: str) -> bytes:
    """Return the page at a path, made by this process; raises NothingMeasured if there is none."""
    answer = Client().get(path, headers=HEADERS)
    if answer.status_code != 200:
        raise NothingMeasured(f"{path} was answered with {answer.status_code}.")
    return answer.content


def _asked(path: str) -> Asked:
    statements = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as seen:
            page = body(path)
        statements.append(len(seen))
    first, again = statements
    return Asked(first, again, len(page), len(gzip.compress(page, _LEVEL)))


if __name__ == "__main__":
    main(sys.argv[1:])
