"""`python -m tests.bench`: one JSON line per case, then one table.

Ends with 1 only if a goal was provably missed, and with 2 if something could not be measured.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import django
from django.utils.module_loading import import_string

from leverage.embedded.errors import EmbeddedError
from tests.bench import servers
from tests.bench.rounds import NothingMeasured, Result, Verdict
from tests.bench.size import FULL, RELEASE, TINY, Size
from tests.bench.table import results as read_results
from tests.bench.table import table

Run = Callable[[Path, Size, Collection[str]], Iterator[Result]]

GROUPS = ("local", "release", "redeem", "draw", "celery", "pages", "proxy", "counts", "growth")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--tiny", action="store_true", help="one short round, to see that it runs")
    sizes.add_argument("--release", action="store_true", help="the release alone, at its full size")
    sizes.add_argument(
        "--table", type=Path, help="measure nothing: print the table of a former run's lines"
    )
    parser.add_argument("--only", default=",".join(GROUPS), help="groups of cases, with commas")
    asked = parser.parse_args(arguments)
    if asked.table is not None:
        sys.stdout.write(table(read_results(asked.table.read_text().splitlines())))
        return 0
    groups = ["release"] if asked.release else asked.only.split(",")
    if unknown := set(groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    size = _size(asked)
    results = []
    try:
        with servers.database_and_memory(durable=size.durable) as folder:
            django.setup()
            # By name, and only now: models cannot be imported before Django is set up.
            run: Run = import_string("tests.bench.cases.run")
            for result in run(folder, size, groups):
                sys.stdout.write(json.dumps(result.as_json()) + "\n")
                sys.stdout.flush()
                results.append(result)
    except (NothingMeasured, EmbeddedError) as problem:
        sys.stderr.write(f"Not everything could be measured. {problem}\n")
        return 2
    sys.stdout.write("\n" + table(results))
    return int(any(result.verdict is Verdict.MISSED for result in results))


def _size(asked: argparse.Namespace) -> Size:
    if asked.release:
        return RELEASE
    return TINY if asked.tiny else FULL


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
