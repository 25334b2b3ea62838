"""How much tables of a given size can tell, under several splits of the budget."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import astuple, fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outcomes.statistics.release_simulated import FOCUS_SHARE_WITHOUT_LIST, RUNS, SEED
from outcomes.statistics.release_simulation import (
    SIZES,
    SPLITS,
    Measures,
    Split,
    half_width_of_entries,
    simulate,
)
from outcomes.statistics.simulated_people import Assumptions

COLUMNS = {
    "found": "share of the top three asks that the published totals find",
    "total": "error of a top ask's total, as a share of it",
    "yes": "error of the share of yes, top three together",
    "yes-1": "the same in one of them, where its published total allows a share",
    "shown": "asks shown",
    "dec": "how often the top deciding ask is found",
    "dec-err": "error of its count, as a share of it",
    "dec-show": "deciding cells shown",
    "number": "half-width of the number of entries",
}


class Command(BaseCommand):
    """`manage.py simulate_release`: the table behind the split of the budget; reads and writes nothing."""

    help = (
        "Simulate releases of made-up entries under several splits of the budget, "
        "and print what a reader could tell. The same seed prints the same table."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how often to repeat, where luck starts, and whether people follow a focus list."""
        parser.add_argument("--runs", type=int, default=RUNS, help="Tables drawn for each size.")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument(
            "--without-list",
            action="store_true",
            help="Let nobody follow a focus list: the harder case.",
        )

    def handle(self, *args: Any, runs: int, seed: int, without_list: bool, **options: Any) -> None:
        """Print the assumptions, then a table for each size; raises CommandError without a run."""
        if runs < 1:
            raise CommandError("At least one run is needed.")
        assumed = (
            Assumptions(focus_share=FOCUS_SHARE_WITHOUT_LIST) if without_list else Assumptions()
        )
        self.stdout.write("Made-up entries; nothing is published from here. Assumed:")
        for field in fields(assumed):
            self.stdout.write(f"  {field.name} = {getattr(assumed, field.name)}")
        self.stdout.write(f"{runs} tables of each size, seed {seed}; all figures are means.")
        for head, meaning in COLUMNS.items():
            self.stdout.write(f"  {head}: {meaning}")
        self.stdout.write(_line("\nanswers/deciding/number", list(COLUMNS)))
        for size in SIZES:
            self.stdout.write(f"{size} entries")
            found = simulate(size, runs=runs, seed=seed, splits=SPLITS, assumptions=assumed)
            for split, measures in found.items():
                self.stdout.write(_line(*_row(split, measures)))


def _row(split: Split, measures: Measures) -> tuple[str, list[str]]:
    figures = [f"{value:.3f}" for value in astuple(measures)]
    return "/".join(map(str, split)), [*figures, str(half_width_of_entries(split))]


def _line(head: str, cells: list[str]) -> str:
    return "  ".join([f"{head:<24}", *(f"{cell:>8}" for cell in cells)])
