"""Operators at work: commands as they are typed, at a terminal or not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from outcomes.crypto.printed_key import key_lines, read_key_lines
from outcomes.kinds import Custody, WindowState
from outcomes.models import Window
from outcomes.windows import close_window, make_keys, open_window
from tests.outcomes import factories


class Terminal(io.StringIO):
    """A screen: what is written to it is kept nowhere."""

    def isatty(self) -> bool:
        """Say that a person looks at it."""
        return True


def said(*order: Any, screen: io.StringIO | None = None, **options: Any) -> str:
    """Return what a command writes."""
    out = screen or io.StringIO()
    call_command(*map(str, order), stdout=out, **options)
    return out.getvalue()


def refused(*order: Any, **options: Any) -> str:
    """Return the sentence with which a command refuses."""
    with pytest.raises(CommandError) as caught:
        said(*order, **options)
    return str(caught.value)


def key_in(sheet: Path) -> bytes:
    """Return the key that a sheet holds."""
    return read_key_lines(sheet.read_text())


def in_custody(folder: Path) -> tuple[Window, Path]:
    """Return a window whose keys were made for custodians, and the sheet that they hold."""
    window = factories.planned_window(custody=Custody.CUSTODIANS)
    sheet = folder / "sheet.txt"
    said("make_window_keys", window.name, "--output", sheet)
    window.refresh_from_db()
    return window, sheet


def with_slip(sheet: Path, line: int) -> Path:
    """Return a copy of a sheet with one sign of one line mistyped."""
    right = key_lines(key_in(sheet))[line - 1]
    wrong = right[:-1] + ("2" if right[-1] != "2" else "3")
    copy = sheet.with_name("typed.txt")
    copy.write_text(sheet.read_text().replace(right, wrong))
    return copy


def _released(name: str) -> None:
    Window.objects.filter(pk=name).update(state=WindowState.RELEASED)


_WAY: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("planned", lambda name: None),
    ("keys made", make_keys),
    ("open", open_window),
    ("closed", close_window),
    ("released", _released),
)


def window_that_is(state: str) -> str:
    """Lead the window of the cast up to a state; returns its name."""
    name = factories.planned_window().name
    for reached, step in _WAY:
        step(name)
        if reached == state:
            return name
    raise KeyError(state)
