"""Build the hash of a window's key set into the program that browsers run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcomes.models import Window

PINS = Path("static", "js", "client", "pins.js")
_PIN = re.compile(r'^  "(?P<window>[A-Za-z0-9-]+)": "(?P<hash>[0-9a-f]{64})",$', re.MULTILINE)


class PinnedOtherwise(ValueError):
    """The window has a pin, and it is another hash: whoever holds a sheet would be locked out."""


def pins_of(text: str) -> dict[str, str]:
    """Return the pins of a module."""
    return {match["window"]: match["hash"] for match in _PIN.finditer(text)}


def with_pin(text: str, window: str, key_set_hash: str) -> str:
    """Return the module with one more pin; the same pin again changes nothing.

    Raises PinnedOtherwise for another hash than the one that is there.
    """
    known = pins_of(text).get(window)
    if known == key_set_hash:
        return text
    if known is not None:
        raise PinnedOtherwise
    return text.replace("\n};", f'\n  "{window}": "{key_set_hash}",\n}};')


class Command(BaseCommand):
    """`manage.py pin_key_set 2027H1`; the changed file is to be committed before the window opens."""

    help = "Build the hash of a window's key set into static/js/client/pins.js."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of the window."""
        parser.add_argument("window")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the line, or say why it cannot be."""
        name = options["window"]
        window = Window.objects.of_people().filter(pk=name).first()
        if window is None or not window.key_set_hash:
            raise CommandError(f"No window {name} has keys.")
        path = settings.BASE_DIR / PINS
        try:
            path.write_text(
                with_pin(path.read_text("utf-8"), window.name, window.key_set_hash), "utf-8"
            )
        except PinnedOtherwise as error:
            raise CommandError(
                f"{PINS} holds another hash for {name}. Nothing was changed."
            ) from error
        self.stdout.write(f"{name} is pinned to {window.key_set_hash}.")
