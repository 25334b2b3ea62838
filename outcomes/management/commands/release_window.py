"""Release a closed window, with the key that a custodian brought."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from kombu.exceptions import OperationalError

from outcomes.custody import read_key
from outcomes.errors import WrongWindowState
from outcomes.kinds import WindowState
from outcomes.management.orders import WindowOrder, key_text, window_named
from outcomes.releases import release_window
from outcomes.tasks import rewrite_rows


class Command(WindowOrder):
    """`manage.py release_window 2027H1 --key-file /media/stick/key.txt`; the key itself is no argument."""

    help = "Publish a closed window, once. In custody mode custodians it needs their key in a file."
    needs = "Only a closed window is released."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the path of the key file."""
        super().add_arguments(parser)
        parser.add_argument("--key-file", type=Path, help="file with the four lines of the key")

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Release it, or finish what a killed release left undone."""
        key_file = options["key_file"]
        published = release_window(name, None if key_file is None else _key(name, key_file))
        if not published.first_time:
            self.stdout.write(f"{name} was released before. Nothing was counted again.")
            return
        self.stdout.write(f"{name} is released. Its rows and every key here are destroyed.")
        if key_file is not None:
            self.stdout.write("Now destroy the key file and both printed sheets.")
        try:
            rewrite_rows.delay()
        except OperationalError:
            self.stdout.write("The queue does not answer: run manage.py rewrite_rows now.")


def _key(name: str, key_file: Path) -> bytes:
    window = window_named(name)
    if window.state in {WindowState.PLANNED, WindowState.OPEN}:
        raise WrongWindowState  # Before the key is read at all.
    return read_key(window, key_text(key_file))
