"""Make the keys of a planned window, and print the one that custodians hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from outcomes import keystore
from outcomes.crypto import sealing
from outcomes.custody import key_sheet, write_sheet
from outcomes.errors import KeysMadeAlready, Refusal, WrongWindowState
from outcomes.kinds import Custody, WindowState
from outcomes.management.orders import WindowOrder, window_named
from outcomes.models import Window
from outcomes.windows import make_keys


class Command(WindowOrder):
    """`manage.py make_window_keys 2027H1`, at a terminal; or with `--output /media/stick/key.txt`."""

    help = (
        "Make a window's keys. In custody mode custodians the private half of the sealing key is printed once, on the "
        "terminal or into a new file, and kept nowhere."
    )
    needs = "Keys are made once, while it is planned."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file that the sheet goes to instead of the terminal."""
        super().add_arguments(parser)
        parser.add_argument("--output", type=Path, help="a new file for the custodians' sheet")

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Make them; what is printed is good only once this says so."""
        window, output = window_named(name), options["output"]
        if window.state != WindowState.PLANNED:
            raise WrongWindowState
        if window.key_set is not None:
            raise KeysMadeAlready
        if window.custody_mode is Custody.LOCAL:
            if output is not None:
                raise CommandError(f"No key of {name} is printed: it lies on this server.")
            made = make_keys(name)
        else:
            made = self._hand_over(window, output)
        self.stdout.write(
            f"{name} has its keys. Their hash is {made.key_set_hash}.\n"
            f"Next: manage.py pin_key_set {name}, and commit it before {made.opens_on}."
        )

    def _hand_over(self, window: Window, output: Path | None) -> Window:
        private, public = sealing.generate_sealing_key()
        sheet = key_sheet(window, private)
        if output is None:
            self._show(window, sheet)
            return make_keys(window.name, public)
        write_sheet(output, sheet)
        try:
            made = make_keys(window.name, public)
        except Refusal:
            keystore.destroy_file(output)  # It is the key of nothing.
            raise
        self.stdout.write("The sheet is written. Print it twice, then destroy the file.")
        return made

    def _show(self, window: Window, sheet: str) -> None:
        """Show the sheet to a person, who has to say that it was copied before its key counts."""
        if not self.stdout.isatty():
            raise CommandError(
                "The key is printed to a terminal only, where nothing keeps it; or name a new file: --output FILE."
            )
        self.stdout.write(sheet)
        self.stdout.write(
            "The key is shown this once. Have both custodians copy the sheet, then clear the screen.\n"
            f"Write {window.name} when both have it; anything else makes no keys: ",
            ending="",
        )
        self.stdout.flush()
        if self._answer() != window.name:
            raise CommandError("No keys were made. Destroy what was copied: it opens nothing.")

    def _answer(self) -> str:
        try:
            return input().strip()
        except EOFError:
            return ""
