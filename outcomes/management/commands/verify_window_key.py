"""Have a printed key checked, while there is still time to find the other sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from outcomes.custody import read_key
from outcomes.errors import CustodyNotOffered
from outcomes.management.orders import WindowOrder, key_text, window_named


class Command(WindowOrder):
    """`manage.py verify_window_key 2027H1 --key-file /media/stick/key.txt`, or typed in."""

    help = "Say whether a printed key is the key of a window, and which line is mistyped if not."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file; without one the key is typed in, and Ctrl-D ends it."""
        super().add_arguments(parser)
        parser.add_argument("--key-file", type=Path, help="file with the four lines of the key")

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Check it; nothing is kept and nothing is changed."""
        window = window_named(name)
        if window.key_set is None:
            raise CustodyNotOffered
        read_key(window, key_text(options["key_file"]))
        self.stdout.write(f"This is the key of {name}.")
