"""Check a release again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from outcomes.models import Release
from outcomes.release_check import Point, check_release

SAID = {
    Point.KEY_SET: "The window is what its fingerprint says.",
    Point.PARAMETERS: "Its parameters are those fixed before it opened, and keep the budget.",
    Point.CELLS: "Every cell was published once, and no other.",
    Point.LEDGER: "The ledger charged every table its whole budget, once.",
    Point.DIGEST: "The digest is the one of the stored cells.",
    Point.FILE: "The file is the one that was published.",
}


class Command(BaseCommand):
    """`manage.py check_release 2027H1 --file release.json`: ends with 1 unless every point holds."""

    help = "Work out again what is published of a release: its window, parameters, cells, ledger and digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the release, and perhaps a file of it that was downloaded."""
        parser.add_argument("name")
        parser.add_argument("--file", type=Path, help="The downloaded JSON file of the release.")

    def handle(self, *args: Any, name: str, file: Path | None, **options: Any) -> None:
        """Run it; raises CommandError if the release is unknown, the file unreadable or a point fails."""
        release = Release.objects.select_related("window").filter(pk=name).first()
        if release is None:
            raise CommandError(f"No release is called {name}.")
        try:
            content = file.read_bytes() if file else None
        except OSError as error:
            raise CommandError(f"{file} cannot be read.") from error
        findings = list(check_release(release, file=content))
        for finding in findings:
            self.stdout.write(f"{'holds' if finding.holds else 'FAILS'}  {SAID[finding.point]}")
        if not all(finding.holds for finding in findings):
            raise CommandError("This release is not what was published.")
