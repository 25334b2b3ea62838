"""`manage.py verify_backup FILE… --identity KEYFILE`: see whether a backup could be brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leverage.backups.errors import BackupRefused
from leverage.backups.reading import Verified, verify
from leverage.backups.sealed import identities_of


class Command(BaseCommand):
    """Reads whole files and writes nothing; it needs no database."""

    help = "Open backups, compare every table with its manifest, and say what it needs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and a custodian's private key in another one."""
        parser.add_argument("files", nargs="+", type=Path, help="such as site-2027-03-01.age")
        parser.add_argument(
            "--identity", type=Path, required=True, help="file with a custodian's private age key"
        )

    def handle(self, *args: Any, files: list[Path], identity: Path, **options: Any) -> None:
        """Say of each what it is, or end with 1 and say why one is no good."""
        try:
            keys = identities_of(identity)
            for file in files:
                self._say(verify(file, keys))
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _say(self, found: Verified) -> None:
        head = found.head
        what = f"window {head.window}" if head.window else "the site"
        self.stdout.write(f"Whole: {what}, {head.day}, run {head.run}, made by {head.code}.")
        # Numbers of rows are for the restore alone: written down day by day they would be a log of visits.
        self.stdout.write(f"Every one of its {len(found.rows)} parts is as its manifest says.")
        needs = ", ".join(f"{app} {names[-1]}" for app, names in sorted(head.migrations.items()))
        self.stdout.write(f"It needs the tables of: {needs}.")
