"""The folder of backups: what its files are called, and which of them have to go."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leverage.backups.lasting import PATTERN
from leverage.backups.sealed import DRAFT
from outcomes.kinds import WindowState
from outcomes.models import Window

KEPT_DAYS = 35
_DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
_SITE = re.compile(rf"site-{_DAY}(-after-(?P<release>[A-Za-z0-9-]+))?\.age")
_WINDOW = re.compile(rf"window-(?P<window>[A-Za-z0-9-]+)-{_DAY}\.age")


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the folder, by what its name says."""

    path: Path
    day: dt.date
    window: str = ""
    release: str = ""


def site_name(day: dt.date, after: str = "") -> str:
    """Return what the site's file of a day is called; one made right after a release names its window."""
    return f"site-{day}-after-{after}.age" if after else f"site-{day}.age"


def window_name(window: str, day: dt.date) -> str:
    """Return what a window's file is called."""
    return f"window-{window}-{day}.age"


def kept_in(folder: Path) -> list[Kept]:
    """Return the backups in a folder, the oldest first."""
    return sorted(_read(folder), key=lambda kept: (kept.day, kept.path.name))


def newest_day(folder: Path) -> dt.date | None:
    """Return the day of the newest backup of the whole site; None when there is none."""
    days = [kept.day for kept in kept_in(folder) if not kept.window]
    return max(days, default=None)


def tidy(folder: Path, today: dt.date) -> list[str]:
    """Remove backups older than `KEPT_DAYS`, those of released windows, and drafts; returns their names.

    A window that this database does not know is left alone: whoever set a site up anew has yet to restore.
    """
    released = set(Window.objects.filter(state=WindowState.RELEASED).values_list("name", flat=True))
    oldest = today - dt.timedelta(days=KEPT_DAYS)
    gone = [kept.path for kept in kept_in(folder) if kept.day < oldest or kept.window in released]
    gone += [
        path
        for pattern in (f"{DRAFT}*", PATTERN)
        for path in folder.glob(pattern)
        if _is_left_behind(path, oldest if pattern == PATTERN else today)
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return sorted(path.name for path in gone)


def drop_older_of(window: str, folder: Path, newest: Path) -> None:
    """Keep only the newest file of a window: two would show which rows came in between."""
    for kept in kept_in(folder):
        if kept.window == window and kept.path != newest:
            kept.path.unlink(missing_ok=True)


def _read(folder: Path) -> Iterator[Kept]:
    for path in folder.iterdir():
        found = _SITE.fullmatch(path.name) or _WINDOW.fullmatch(path.name)
        if found is None:
            continue
        says = found.groupdict()
        try:
            day = dt.date.fromisoformat(says["day"])
        except ValueError:
            continue
        yield Kept(path, day, says.get("window") or "", says.get("release") or "")


def _is_left_behind(path: Path, since: dt.date) -> bool:
    """Return whether a file was last written before a day; one that just went away was not."""
    try:
        written = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()
    except FileNotFoundError:
        return False
    return written < since
