"""`python -m tests.security [part…]`: attacks on the site, and judgements of its packages.

Ends with 1 if something is wrong, and with 2 if something could not be looked at: a run that left
something out is never a good one.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.security import advisories, deploy, licences, observatory, sbom, secrets_scan, tested
from tests.security.findings import Finding, Kind, Order, Part, exit_status, undone

PARTS: Mapping[str, Part] = {
    "contract": tested.contract,
    "forms": tested.forms,
    "api": tested.api,
    "secrets": secrets_scan.findings,
    "advisories": advisories.findings,
    "licences": licences.findings,
    "sbom": sbom.findings,
    "observatory": observatory.findings,
    "deploy": deploy.findings,
}
_VERDICTS = {0: "good", 1: "WRONG", 2: "NOT DONE"}


def main(arguments: Sequence[str], parts: Mapping[str, Part] = PARTS) -> int:
    """Run the parts one after the other and print; returns the exit status."""
    order, names = _read(arguments, parts)
    found = {name: list(_run(name, parts[name], order)) for name in names}
    _say("\n== summary")
    for name, lines in found.items():
        _say(f"    {name:12} {_VERDICTS[exit_status(lines)]}")
    left_out = [name for name in parts if name not in found]
    if left_out:
        _say(f"    Not asked for, so nothing is known of: {', '.join(left_out)}.")
    statuses = {exit_status(lines) for lines in found.values()}
    return 1 if 1 in statuses else max(statuses)


def _read(arguments: Sequence[str], parts: Mapping[str, Part]) -> tuple[Order, list[str]]:
    parser = argparse.ArgumentParser(prog="python -m tests.security", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"{', '.join(parts)} (all of them)")
    parser.add_argument(
        "--advisories",
        type=Path,
        help="a folder or file of advisories in the OSV form, fetched not more than a week ago",
    )
    parser.add_argument("--output", type=Path, help="where the list of parts (SBOM) is written")
    given = parser.parse_args(arguments)
    if unknown := sorted(set(given.part) - set(parts)):
        parser.error(f"no such part: {', '.join(unknown)}")
    names = [name for name in parts if not given.part or name in given.part]
    return Order(given.advisories, given.output), names


def _run(name: str, part: Part, order: Order) -> Iterator[Finding]:
    """Print what a part finds as it finds it; one that breaks off is not done."""
    _say(f"\n== {name}")
    try:
        for finding in part(order):
            _say(f"{finding.kind.value}{finding.text}")
            yield finding
    except Exception:
        last = traceback.format_exc().strip()
        _say(f"{Kind.UNDONE.value}{last}")
        yield undone(last)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
