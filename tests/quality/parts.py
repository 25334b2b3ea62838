"""The parts of a run, one after the other: each names what is wrong, and nothing if all is well."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.quality import first_view, lighthouse, pictures, validity
from tests.quality.front import Front
from tests.quality.stage import NotReady, Stage, stage

Part = Callable[[Stage], Iterator[str]]
_PARTS: dict[str, Part] = {
    "html": validity.faults,
    "view": first_view.faults,
    "lighthouse": lighthouse.faults,
    "pictures": pictures.take,
}


def run(front: Front, folder: Path, parts: Sequence[str]) -> int:
    """Run the named parts on one site; returns the exit status."""
    wrong = 0
    try:
        with stage(front, folder) as found:
            for name in parts:
                sys.stdout.write(f"\n== {name}\n")
                for fault in _PARTS[name](found):
                    wrong += 1
                    sys.stdout.write(f"WRONG {fault}\n")
                sys.stdout.flush()
    except NotReady as problem:
        sys.stderr.write(f"Not everything could be measured. {problem}\n")
        return 2
    sys.stdout.write(f"\n{wrong or 'Nothing'} wrong.\n")
    return int(bool(wrong))
