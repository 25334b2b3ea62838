"""What the operators' commands about windows share: every refusal in a sentence that says what to do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from outcomes import errors
from outcomes.crypto.printed_key import BadKeyLine, LineProblem
from outcomes.custody import KEY_FILE_MAX_BYTES
from outcomes.kinds import WindowState
from outcomes.models import Window
from outcomes.statistics.parameters import MAX_TABLES
from outcomes.window_status import STATE_WORDS

REFUSALS: dict[type[errors.Refusal], str] = {
    errors.WindowUnknown: "There is no window {name}. See manage.py window_status.",
    errors.WrongWindowState: "{name} is {state}. {needs}",
    errors.KeysMadeAlready: "{name} has its keys, and its parameters stand. manage.py drop_window takes it back.",
    errors.CustodyNotOffered: "{name} has no keys yet. Make them with manage.py make_window_keys {name}.",
    errors.ParametersChanged: "{name} is not what its published keys and their hash say. Nothing was done with it.",
    errors.NotItsDay: "{name} runs from {opens_on} to {closes_on}. It opens on its first day, closes after its last.",
    errors.ReleaseNotDue: "{name} runs until {closes_on}, and is released on the day after at the earliest.",
    errors.ReleaseUnderWay: "A window is being released just now. Try again in a minute.",
    errors.KeysMissing: "A key of {name} is not here. Where custodians hold it, name their file: --key-file PATH.",
    errors.WrongSealingKey: "This is a key, but not the key of {name}. Nothing was changed.",
    errors.BudgetSpent: "The ledger was charged for {name} before. It is never released a second time.",
    errors.BadWindowName: "A window's name is at most 16 letters, digits and hyphens; rehearsal and -demo are taken.",
    errors.NotWholeMonths: "A window runs from the first day of a month to the last day of one.",
    errors.WindowIsPast: "These months are over.",
    errors.WindowsOverlap: "Another window runs in these months. See manage.py window_status.",
    errors.LabUnknown: "The catalogue lacks one of these labs. Name them as in the addresses of their pages.",
    errors.TooManyTables: f"At most {MAX_TABLES} labs can have a table of their own.",
    errors.NothingToDeliver: "The first window can only be about conversations: nothing was promised before it.",
    errors.SheetInReach: "The file must be new, and outside of the folders for data and for keys.",
    errors.RehearsalUnderWay: "A rehearsal is under way. Try again when it is done.",
}
LINE_PROBLEMS: dict[LineProblem, str] = {
    LineProblem.MISSING: "it is missing",
    LineProblem.TWICE: "it is there twice, in two ways",
    LineProblem.WRONG_LENGTH: "it has not fifteen signs after its number",
    LineProblem.FOREIGN_SIGN: "it holds a sign that no key has",
    LineProblem.MISTYPED: "it is mistyped",
}


class WindowOrder(BaseCommand):
    """A command about one window, named first."""

    needs = ""
    """Says, in a sentence, in what state a window has to be for this."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of the window."""
        parser.add_argument("window", help="name of the window, such as 2027H1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry the order out, or end with 1 and say why it was not."""
        name: str = options["window"]
        try:
            self.order(name, options)
        except errors.Refusal as refusal:
            raise CommandError(refusal_in_words(refusal, name, self.needs)) from refusal
        except BadKeyLine as error:
            problem = LINE_PROBLEMS[error.problem]
            raise CommandError(f"Line {error.line} of the key: {problem}.") from error

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Do it; raises Refusal or BadKeyLine."""
        raise NotImplementedError


def refusal_in_words(refusal: errors.Refusal, name: str, needs: str) -> str:
    """Return the sentence for an operator whose order was refused."""
    window = Window.objects.filter(pk=name).first()
    return REFUSALS[type(refusal)].format(
        name=name,
        needs=needs,
        state=STATE_WORDS[WindowState(window.state)] if window else "",
        opens_on=window.opens_on if window else "",
        closes_on=window.closes_on if window else "",
    )


def window_named(name: str) -> Window:
    """Return a window; raises WindowUnknown."""
    window = Window.objects.filter(pk=name).first()
    if window is None:
        raise errors.WindowUnknown
    return window


def key_text(key_file: Path | None) -> str:
    """Return what a custodian brought, from a file or typed in; the key itself is never an argument."""
    try:
        if key_file is None:
            return sys.stdin.read(KEY_FILE_MAX_BYTES)
        with key_file.open(encoding="utf-8", errors="replace") as file:
            return file.read(KEY_FILE_MAX_BYTES)
    except OSError as error:
        raise CommandError(f"The key file cannot be read: {error.strerror}.") from error
