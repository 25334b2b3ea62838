"""How published numbers appear on pages, also on those of the catalogue."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from outcomes.credentials import current_window
from outcomes.kinds import Tier
from outcomes.models import Release
from outcomes.tallies import AskTally, TallyTable, ask_tally, has_verified, tally_table
from outcomes.words import CLASS_WORDS

register = template.Library()


@register.filter
def hash_groups(digest: str) -> str:
    """Split a hexadecimal digest into groups of four, four groups a line, to compare by eye."""
    groups = [digest[start : start + 4] for start in range(0, len(digest), 4)]
    lines = [" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4)]
    return "\n".join(lines)


@register.inclusion_tag("outcomes/_tally_rows.html")
def tally_rows(table: TallyTable, *, totals: bool = True) -> dict[str, Any]:
    """Show one table of a release with bars; without totals it leaves out the sums and the thin rows."""
    columns = [(code.value, words) for code, words in CLASS_WORDS.items()]
    return {"table": table, "totals": totals, "columns": columns, "span": len(columns) + 1}


@register.inclusion_tag("outcomes/_heard_back.html")
def ask_heard_back(slug: str) -> dict[str, Any]:
    """Show what people heard back about one ask, over all labs, in the latest real release."""
    release = _latest_real_release()
    tally: AskTally | None = ask_tally(release, slug) if release else None
    classes = [(CLASS_WORDS[code], part) for code, part in tally.by_class] if tally else []
    return {
        "release": release,
        "tally": tally,
        "tally_classes": classes,
        "table": None,
        "verified": None,
        "lab": False,
        "window": _open_window(release),
    }


@register.inclusion_tag("outcomes/_heard_back.html")
def lab_heard_back(slug: str) -> dict[str, Any]:
    """Show what people heard back from one lab in the latest real release that has a table for it."""
    release = _latest_real_release()
    named = release is not None and any(entry["slug"] == slug for entry in release.window.tables)
    table = tally_table(release, slug) if release and named else None
    checked = release is not None and has_verified(release, slug)
    return {
        "release": release,
        "tally": None,
        "table": table,
        "verified": tally_table(release, slug, tier=Tier.VERIFIED) if release and checked else None,
        "lab": True,
        "window": _open_window(release),
    }


def _latest_real_release() -> Release | None:
    """A real lab or ask never stands beside invented numbers, so demonstrations are passed over."""
    releases = Release.objects.newest_first().filter(window__demonstration=False)
    return releases.first()


def _open_window(release: Release | None) -> Any:
    return None if release else current_window(timezone.now().date())
