"""`python -m tests.bench.scaling FILE`: what one machine carries, reckoned from the JSON lines of a run.

Nothing is measured here. Each row names its formula; a row whose case the file does not have is left out.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.table import markdown

PEAK = 10
"""The busiest second has this many times the mean of its day. An assumption, and not a measurement."""
DAY = 24 * 60 * 60
REWRITE_SECONDS = 60
MILLION = 1_000_000
# What the rows are reckoned from, by the names that the run gives its cases.
CACHED = "list from the proxy's cache, 16 connections, compressed"
LIST, FIRST = "list, 16 connections", "list, first after a change"
REDEEM = "redeem, 16 connections"
DRAW = "draw of 13 (limit: blind signatures)"
RELEASE = "release 10,000 sealed entries (limit: bare work)"
REWRITE = "rewrite the rows of 1,000,000 entries (limit: the task's time)"
MEMORY = "memory of a web worker after 500 visits"

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: of what, from which cases, by which formula in words, and how it is reckoned."""

    what: str
    cases: tuple[str, ...]
    formula: str
    reckon: Callable[..., float]
    unit: str


def _per_day(rate: float) -> float:
    return rate * DAY / PEAK


ROWS = (
    Row("pages from the proxy's cache", (CACHED,), f"rate × 86,400 / {PEAK}", _per_day, "a day"),
    Row("pages from the web process", (LIST,), f"rate × 86,400 / {PEAK}", _per_day, "a day"),
    Row(
        "pages if every one were made anew, one by one",
        (FIRST,),
        f"rate × 86,400 / {PEAK}",
        _per_day,
        "a day",
    ),
    Row("conversations logged", (REDEEM,), f"rate × 86,400 / {PEAK}", _per_day, "a day"),
    Row("sheets drawn", (DRAW,), f"rate × 86,400 / {PEAK}", _per_day, "a day"),
    Row(
        "web machines that would do what one proxy's cache does",
        (CACHED, LIST),
        "cached rate / rate of the web process, rounded up",
        lambda cached, made: math.ceil(cached / made),
        "machines",
    ),
    Row(
        "release of a million conversations",
        (RELEASE,),
        "1,000,000 / rate / 60",
        lambda rate: MILLION / rate / 60,
        "minutes",
    ),
    Row(
        "conversations of one window that the hourly rewrite has time for",
        (REWRITE,),
        "1,000,000 × 60 / seconds for 1,000,000",
        lambda spent: MILLION * REWRITE_SECONDS / spent,
        "rows",
    ),
    Row("memory of two web workers", (MEMORY,), "2 × memory of one", lambda one: 2 * one, "MB"),
)


def figures(lines: Iterable[str]) -> Figures:
    """Return what the site reached in each case of a run; lines that are no case are passed over."""
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return {line["case"]: line["product"] for line in found if "case" in line}


def scaling_table(measured: Figures) -> str:
    """Return the table of `docs/scaling.md`."""
    rows = [("one machine", "figure", "unit", "reckoned from", "formula")]
    for row in ROWS:
        if all(case in measured for case in row.cases):
            value = row.reckon(*(measured[case] for case in row.cases))
            rows.append((row.what, _rounded(value), row.unit, "; ".join(row.cases), row.formula))
    return markdown(rows)


def _rounded(value: float) -> str:
    """Two digits that count: what is reckoned from assumptions is no more exact than that."""
    if value < 1:
        return f"{value:.1f}"
    digits = 1 - math.floor(math.log10(value))
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def main() -> None:
    """Print the table from the file that is named."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.stdout.write(scaling_table(figures(Path(sys.argv[1]).read_text().splitlines())))


if __name__ == "__main__":
    main()
