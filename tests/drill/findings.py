"""What a drill found: one line each, and one table at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class CouldNotRun(Exception):
    """A drill that this computer cannot do; its text says what is missing."""


class Verdict(StrEnum):
    """How a drill ended."""

    MET = "met"
    MISSED = "missed"
    NOT_RUN = "not run"


@dataclass
class Finding:
    """What one drill saw: figures by name, what it missed, and how long each recovery took."""

    drill: str
    figures: dict[str, object] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    not_run: str = ""

    def expect(self, holds: bool, otherwise: str) -> None:
        """Note a miss unless something holds."""
        if not holds:
            self.misses.append(otherwise)

    def recovered(self, what: str, seconds: float, goal: float) -> None:
        """Note how long a recovery took, and a miss when that was too long."""
        self.recoveries.setdefault(what, []).append(round(seconds, 2))
        self.expect(seconds <= goal, f"{what} took {seconds:.1f} s, allowed are {goal:g} s")

    @property
    def verdict(self) -> Verdict:
        """Return how it ended."""
        if self.not_run:
            return Verdict.NOT_RUN
        return Verdict.MISSED if self.misses else Verdict.MET

    def as_json(self) -> dict[str, object]:
        """Return what the line of this drill says."""
        return {
            "drill": self.drill,
            "verdict": self.verdict.value,
            **self.figures,
            **({"recovery_s": self.recoveries} if self.recoveries else {}),
            **({"misses": self.misses} if self.misses else {}),
            **({"not_run": self.not_run} if self.not_run else {}),
        }


def table(findings: Sequence[Finding]) -> str:
    """Return all findings as a table of Markdown, and below it one of the recoveries."""
    rows = [["drill", "verdict", "figures"]]
    for one in findings:
        figures = ", ".join(f"{name} {value}" for name, value in one.figures.items())
        rows.append([one.drill, one.verdict.value, one.not_run or figures])
        rows += [["", "", f"missed: {miss}"] for miss in one.misses]
    recoveries = [["recovery of", "times", "median s", "worst s"]]
    for one in findings:
        for what, seconds in one.recoveries.items():
            middle = sorted(seconds)[len(seconds) // 2]
            recoveries.append([what, str(len(seconds)), f"{middle:.1f}", f"{max(seconds):.1f}"])
    tables = [rows, *([recoveries] if len(recoveries) > 1 else [])]
    return "\n".join(_drawn(one) for one in tables)


def _drawn(rows: list[list[str]]) -> str:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:], ""])
