"""The table at the end of a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tests.bench.rounds import Goal, Result, Verdict

_HEAD = ("case", "unit", "product", "limit", "ratio", "spread", "goal", "verdict")


def table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table, as `docs/performance.md` shows it."""
    return markdown([_HEAD, *(_row(result) for result in results)])


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a Markdown table, of which the first is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:], ""])


def _row(result: Result) -> tuple[str, ...]:
    void = f" ({result.void} void)" if result.void else ""
    return (
        result.case,
        result.unit,
        _number(result.product),
        _number(result.limit),
        f"{result.ratio:.2f}",
        "–" if result.rounds == 1 else f"{result.low:.2f} to {result.high:.2f}",
        _goal(result.goal),
        result.verdict.value + void,
    )


def _goal(goal: Goal | None) -> str:
    if goal is None:
        return "–"
    return f"{'≤' if goal.at_most else '≥'} {goal.ratio:g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def results(lines: Iterable[str]) -> list[Result]:
    """Read the JSON lines of a former run; lines that are no case are passed over."""
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return [_result(line) for line in found if "case" in line]


def _result(line: dict[str, Any]) -> Result:
    goal = None if line["goal"] is None else Goal(line["goal"], at_most=line["goal_is"] == "most")
    low, high = line["spread"]
    return Result(
        case=line["case"],
        unit=line["unit"],
        product=line["product"],
        limit=line["limit"],
        ratio=line["ratio"],
        low=low,
        high=high,
        goal=goal,
        verdict=Verdict(line["verdict"]),
        rounds=line["rounds"],
        void=line["void"],
    )
