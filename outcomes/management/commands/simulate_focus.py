"""Simulate what a focus list does to the asks that people raise, against free choice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from outcomes.statistics.focus_simulation import (
    RUNS,
    SEED,
    FocusAssumptions,
    table,
)

_LINE = "{:>8}  {:>6}  {:>8}  {:>16}  {:>15}"


class Command(BaseCommand):
    """`manage.py simulate_focus`: reads and writes no data."""

    help = "Compare the asks that made-up people raise, with a focus list and without."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of runs and the seed."""
        parser.add_argument("--runs", type=int, default=RUNS, help="Labs drawn at each size.")
        parser.add_argument("--seed", type=int, default=SEED, help="The same seed, the same table.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table and what it assumes."""
        self._assumptions(options["runs"], options["seed"])
        self.stdout.write(
            _LINE.format("people", "follow", "in focus", "effective number", "top three found")
        )
        for row in table(runs=options["runs"], seed=options["seed"]):
            effect = row.effect
            self.stdout.write(
                _LINE.format(
                    row.people,
                    f"{row.follow:.2f}",
                    f"{effect.in_focus:.2f}",
                    f"{effect.effective:.1f}",
                    f"{effect.recall:.2f}",
                )
            )

    def _assumptions(self, runs: int, seed: int) -> None:
        assumed = FocusAssumptions()
        self.stdout.write(
            f"Assumed, not measured: {assumed.asks} asks; people think of the n-th most popular in proportion to\n"
            f"1 / n^{assumed.tail}, and raise one, two or three in proportion to {assumed.places}; each place is\n"
            "filled from the list with the probability under “follow”, where 0 is free choice; the three asks of\n"
            f"the list are drawn regardless of what is popular. {runs} labs at each size, seed {seed}.\n"
        )
