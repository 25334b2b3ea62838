"""How far each window is, in a plain table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from outcomes.window_status import WindowStatus, last_rewrite, strangers, window_statuses

_HEAD = ("window", "state", "opens", "closes", "custody", "signing keys", "sealing key", "released")


class Command(BaseCommand):
    """`manage.py window_status`: what `/curate/windows/` shows. It counts nothing that people left."""

    help = "Show every window with what is due next, and whether a key is here that should not be."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        statuses = window_statuses(timezone.now().date())
        rows = [_HEAD, *map(_row, statuses)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
        for status in statuses:
            for line in _lines(status):
                self.stdout.write(f"{status.window.name}: {line}")
        for name in strangers():
            self.stdout.write(f"{name}: keys are here, but no window has this name.")
        rewritten = last_rewrite()
        if rewritten is not None:
            self.stdout.write(
                f"Rows were last rewritten in the hour from {rewritten:%Y-%m-%d %H:%M} UTC on."
            )


def _row(status: WindowStatus) -> Sequence[str]:
    window = status.window
    return (
        window.name,
        str(status.state_words),
        str(window.opens_on),
        str(window.closes_on),
        window.custody,
        str(status.signing_words),
        str(status.sealing_words),
        str(status.published_on or ""),
    )


def _lines(status: WindowStatus) -> Iterator[str]:
    if status.due_on is not None:
        late = " This is overdue." if status.overdue else ""
        yield f"next on {status.due_on}. {status.step_words}{late}"
    if status.window.key_set_hash:
        yield f"hash {status.window.key_set_hash}"
    if status.ledger is not None:
        yield f"the ledger says {status.ledger} for each entry, once."
    yield from map(str, status.troubles)
