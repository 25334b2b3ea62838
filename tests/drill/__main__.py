"""`python -m tests.drill`: one JSON line per drill, then one table.

Ends with 1 if something was missed, and with 2 if something could not be run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import django
from django.utils.module_loading import import_string

from leverage.embedded.errors import EmbeddedError
from tests.drill import size as sizes
from tests.drill.findings import CouldNotRun, Finding, Verdict, table
from tests.drill.size import Size
from tests.drill.tree import Tree, planted

Drill = Callable[[Tree, Size], Finding]
# By name: models cannot be imported before Django is set up. Those that end or replace the tree come last.
DRILLS = {
    "kills": "tests.drill.kills.kills",
    "duplicates": "tests.drill.duplicates.duplicates",
    "releases": "tests.drill.releases.releases",
    "memory": "tests.drill.memory.memory",
    "database": "tests.drill.database.database",
    "half-open": "tests.drill.half_open.half_open",
    "visitors": "tests.drill.visitors.visitors",
    "clock": "tests.drill.clock.clock",
    "disk": "tests.drill.disk.disk",
}
FAST = ("memory", "duplicates", "kills")
_STOPPED = 2


def main(arguments: Sequence[str]) -> int:
    """Drill and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.drill", description=__doc__)
    parser.add_argument("drill", nargs="*", help=f"only these; one of {', '.join(DRILLS)}")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--fast", action="store_true", help="a few of them, in half a minute")
    how.add_argument("--short", action="store_true", help="all of them, with small numbers")
    asked = parser.parse_args(arguments)
    unknown = set(asked.drill) - set(DRILLS)
    if unknown:
        parser.error(f"There is no drill called {', '.join(sorted(unknown))}.")
    size = sizes.FAST if asked.fast else sizes.SHORT if asked.short else sizes.FULL
    names = asked.drill or (FAST if asked.fast else tuple(DRILLS))
    findings = []
    try:
        for finding in _run(names, size):
            sys.stdout.write(json.dumps(finding.as_json()) + "\n")
            sys.stdout.flush()
            findings.append(finding)
    except (CouldNotRun, EmbeddedError) as problem:
        sys.stderr.write(f"Nothing could be drilled. {problem}\n")
        return _STOPPED
    sys.stdout.write("\n" + table(findings))
    verdicts = {finding.verdict for finding in findings}
    return 1 if Verdict.MISSED in verdicts else _STOPPED if Verdict.NOT_RUN in verdicts else 0


def _run(names: Sequence[str], size: Size) -> Iterator[Finding]:
    with planted() as tree:
        tree.start()
        django.setup()
        for name in names:
            drill: Drill = import_string(DRILLS[name])
            began = time.monotonic()
            try:
                finding = drill(tree, size)
            except CouldNotRun as problem:
                finding = Finding(name, not_run=str(problem))
            except Exception:
                sys.stderr.write(f"{name}: what the site said at last:\n{tree.last_words()}\n")
                raise
            finding.figures["seconds"] = round(time.monotonic() - began)
            if finding.verdict is not Verdict.MET:
                sys.stderr.write(f"{name}: what the site said at last:\n{tree.last_words()}\n")
            yield finding


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
