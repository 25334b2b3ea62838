"""How published numbers appear on pages, also on those of the catalogue."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outcomes.concentration import Concentration
from outcomes.credentials import current_window
from outcomes.statistics.intervals import Interval
from outcomes.statistics.shares import Share
from outcomes.tallies import Cell, Row, TallyTable
from outcomes.tally_panels import ask_panel, lab_panel
from outcomes.tally_trends import FIELD_HEIGHT, TOP, Chart, Step, Trend
from outcomes.tally_words import concentration_sentences, range_words

register = template.Library()

NAMED_POINTS = 4
"""Up to so many releases have their names below the dots; of more, the first and the last."""


@register.filter
def hash_groups(digest: str) -> str:
    """Split a hexadecimal digest into groups of four, four groups a line, to compare by eye."""
    groups = [digest[start : start + 4] for start in range(0, len(digest), 4)]
    lines = [" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)]
    return "\n".join(lines)


@register.simple_tag
def concentration_words(found: Concentration) -> list[str]:
    """Say in a sentence or two how far asks concentrate."""
    return concentration_sentences(found)


@register.simple_tag
def spread(found: Interval | Cell) -> str:
    """Word a range: `25 to 37`."""
    return range_words(found)


@register.inclusion_tag("outcomes/_tally_rows.html")
def tally_rows(
    table: TallyTable, caption: str, *, totals: bool = True, reports: bool = False
) -> dict[str, Any]:
    """Show one table with bars; without totals it leaves out the sums and the thin rows.

    `reports` words the sums for reports about what was kept.
    """
    few = _("fewer than about %(number)s, perhaps none")
    return {
        "table": table,
        "caption": caption,
        "totals": totals,
        "total_words": _("Reported by") if reports else _("Raised by"),
        "total_label": _("Reports") if reports else _("Raised"),
        "rows": [_row(row) for row in table.rows],
        "thin": [
            {
                "url": reverse("ask_detail", args=[row.slug]),
                "name": row.short_name,
                "few": few % {"number": row.threshold},
            }
            for row in table.thin
        ],
        "places": [tick.place for tick in table.ticks if tick.place],
        "span": len(table.columns) + 1,
    }


@register.inclusion_tag("outcomes/_trend.html")
def trend_chart(trend: Trend) -> dict[str, Any]:
    """Show a trend: the table with every figure first, then one small drawing for each class."""
    return {
        "trend": trend,
        "steps": [_step(step, trend) for step in trend.steps],
        "charts": [_chart(chart) for chart in trend.charts],
        "lines": [
            {"label": count, "y": TOP + FIELD_HEIGHT - round(FIELD_HEIGHT * count / trend.axis)}
            for count in (0, trend.axis // 2, trend.axis)
        ],
    }


@register.inclusion_tag("outcomes/_heard_back.html")
def ask_heard_back(slug: str) -> dict[str, Any]:
    """Show what people heard back about one ask, over all labs, in the real releases."""
    panel = ask_panel(slug)
    return {"ask": panel, "lab": None, "window": _open_window(panel is not None)}


@register.inclusion_tag("outcomes/_heard_back.html")
def lab_heard_back(slug: str) -> dict[str, Any]:
    """Show what people heard back from one lab in the latest real release."""
    panel = lab_panel(slug)
    return {"ask": None, "lab": panel, "window": _open_window(panel is not None)}


def _open_window(released: bool) -> Any:
    return None if released else current_window(timezone.now().date())


def _row(row: Row) -> dict[str, Any]:
    return {
        "url": reverse("ask_detail", args=[row.slug]),
        "name": row.short_name,
        "total": row.total.value,
        "spread": spread(row.total),
        "share": _share(row.share, row.cells[0]) if row.share else "",
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "label": cell.label,
        "colour": cell.colour,
        "few": _("fewer than about %(number)s") % {"number": cell.thin} if cell.thin else "",
        "value": cell.value,
        "spread": spread(cell),
        "bar": cell.bar_width,
        "start": cell.range_start,
        "width": cell.range_width,
    }


def _share(share: Share, cell: Cell) -> str:
    words = {"label": cell.label, "value": share.value, "low": share.low, "high": share.high}
    return _("%(label)s: %(value)s%% (%(low)s to %(high)s%%)") % words


def _step(step: Step, trend: Trend) -> dict[str, Any]:
    labels = [_("Conversations"), *(column.label for column in trend.columns)]
    return {
        "release": step.release,
        "cells": [
            {"label": label, "value": found.value, "spread": spread(found)}
            for label, found in zip(labels, (step.entries, *step.figures), strict=True)
        ],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    first, last = chart.figures
    words = {
        "label": chart.column.label,
        "first": chart.points[0].release,
        "last": chart.points[-1].release,
        "before": first.value,
        "now": last.value,
        "range_before": spread(first),
        "range_now": spread(last),
    }
    ends = (0, len(chart.points) - 1)
    return {
        "colour": chart.column.colour,
        "label": chart.column.label,
        "sentence": _(
            "%(label)s: %(before)s (%(range_before)s) in %(first)s, %(now)s (%(range_now)s) in %(last)s."
        )
        % words,
        "points": [
            {
                "x": point.x,
                "y": point.y,
                "low": point.low,
                "high": point.high,
                "release": point.release,
                "named": len(chart.points) <= NAMED_POINTS or index in ends,
            }
            for index, point in enumerate(chart.points)
        ],
    }
