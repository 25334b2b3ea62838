"""The latest release in one picture, for the home page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from outcomes.models import Release
from outcomes.tallies import TallyTable, tally_table

PICTURE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """One lab's table, cut to a few asks."""

    release: Release
    table: TallyTable


def latest_picture() -> Picture | None:
    """Return the first table of the latest release that can show anything, or None.

    First in the order of the release's own list: which lab is pictured must not depend on its numbers' size.
    """
    release = Release.objects.newest_first().first()
    if release is None:
        return None
    tables = (tally_table(release, entry["slug"]) for entry in release.window.tables)
    shown = next((table for table in tables if table.rows), None)
    if shown is None:
        return None
    return Picture(release, replace(shown, rows=shown.rows[:PICTURE_ROWS]))
