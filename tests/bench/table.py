"""The table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.rounds import Goal, Result

_HEAD = ("case", "unit", "product", "limit", "ratio", "spread", "goal", "verdict")


def table(results: Sequence[Result]) -> str:
    """Return the results as a Markdown table, as `docs/performance.md` shows it."""
    rows = [_HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
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
        f"{result.low:.2f} to {result.high:.2f}",
        _goal(result.goal),
        result.verdict.value + void,
    )


def _goal(goal: Goal | None) -> str:
    if goal is None:
        return "–"
    return f"{'≤' if goal.at_most else '≥'} {goal.ratio:g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"
