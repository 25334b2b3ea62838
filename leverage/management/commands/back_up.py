"""`manage.py back_up`: write the day's backup into LEVERAGE_BACKUP_DIR."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leverage.backups.errors import BackupRefused
from leverage.backups.making import back_up


class Command(BaseCommand):
    """Once a night, from cron or a timer; a second run on the same day takes the place of the first."""

    help = "Rewrite rows, then write backups sealed to their custodians, and remove those whose time is over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the word of an operator who has only one custodian."""
        parser.add_argument(
            "--one-custodian", action="store_true", help="one public key will do: I know the risk"
        )

    def handle(self, *args: Any, one_custodian: bool, **options: Any) -> None:
        """Write them and say which, or end with 1 and say why not."""
        try:
            made = back_up(one_custodian=one_custodian)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for one in made:
            # As sha256sum writes it: whoever keeps this line elsewhere can tell the file from a forged one.
            self.stdout.write(f"{one.sha256}  {one.path.name}")
