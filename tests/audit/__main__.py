"""`make audit`: the audit at full length, with its figures."""

from __future__ import annotations

import argparse
import sys
import time

from outcomes.statistics.parameters import EPS_LIFE
from tests.audit.measure import CHOSEN_ON, ERROR, audit
from tests.audit.mutants import MUTANTS
from tests.audit.worlds import PRODUCT, PRODUCT_DELIVERY, System

RUNS, MUTANT_RUNS = 60_000, 40_000
LEAST = 1.5
"""An audit that proves less of a sound release is too blunt to trust."""


def main() -> int:
    """Measure the product and every mutant; returns 1 if one of them is not where it must be."""
    parser = argparse.ArgumentParser(prog="audit", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="Releases of each world.")
    runs = parser.parse_args().runs
    _say(
        f"Promised: {EPS_LIFE}. Lower bounds at an error of {ERROR:g} a side; "
        f"events chosen on {CHOSEN_ON:.0%} of the runs, judged on the rest."
    )
    sound = [
        _measured(system, runs, least=LEAST, most=float(EPS_LIFE))
        for system in (PRODUCT, PRODUCT_DELIVERY)
    ]
    mutants = [_measured(one, MUTANT_RUNS, least=float(EPS_LIFE)) for one in MUTANTS]
    return 0 if all([*sound, *mutants]) else 1


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measured(system: System, runs: int, *, least: float, most: float = float("inf")) -> bool:
    started = time.monotonic()
    found = audit(system, runs)
    fits = least < found.epsilon <= most
    seconds = time.monotonic() - started
    _say(
        f"{system.name:38} {runs:7,} runs  epsilon > {found.epsilon:5.2f}  "
        f"{'as it must be' if fits else 'WRONG'}  ({seconds:.0f} s; {found.event})"
    )
    return fits


if __name__ == "__main__":
    sys.exit(main())
