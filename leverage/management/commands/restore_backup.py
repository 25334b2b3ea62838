"""`manage.py restore_backup FILE… --identity KEYFILE`: bring a site back on a new machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leverage.backups.errors import BackupRefused
from leverage.backups.lasting import PATTERN
from leverage.backups.restoring import Exceptions, Restored, restore
from leverage.backups.sealed import identities_of


class Command(BaseCommand):
    """Into an empty, migrated database, before web, worker and beat are started."""

    help = "Bring back a site's backup, and those of windows made with it; all of it or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files, a custodian's key, the lists of what must not return, and an operator's word."""
        parser.add_argument("files", nargs="+", type=Path, help="site-….age, and window-….age")
        parser.add_argument(
            "--identity", type=Path, required=True, help="file with a custodian's private age key"
        )
        parser.add_argument(
            "--list", action="append", type=Path, help=f"{PATTERN}; else those beside the files"
        )
        parser.add_argument(
            "--without-list",
            action="store_true",
            help="the lists are lost: accounts deleted since the backup come back, and I know it",
        )
        parser.add_argument("--from-different-days", action="store_true", help="see the run-book")
        parser.add_argument("--accept-lost-releases", action="store_true", help="see the run-book")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it back and say what comes next, or end with 1, say why not and change nothing."""
        files: list[Path] = options["files"]
        lists = options["list"] or sorted(
            path for folder in {file.parent for file in files} for path in folder.glob(PATTERN)
        )
        allowed = Exceptions(
            other_days=options["from_different_days"],
            lost_releases=options["accept_lost_releases"],
        )
        try:
            if bool(lists) is bool(options["without_list"]):
                raise BackupRefused(_LISTS if lists else _NO_LIST)
            done = restore(files, identities_of(options["identity"]), lists, allowed)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(done)

    def _say(self, done: Restored) -> None:
        for head in done.heads:
            what = f"window {head.window}" if head.window else "the site"
            self.stdout.write(f"Brought back: {what}, as of {head.day}. Every table is as it was.")
        for name in done.lost_releases:
            self.stdout.write(f"{name} stays released, without its numbers.")
        for name in done.without_key:
            self.stdout.write(
                f"The key that opens {name} lay on the lost machine, and in no backup. Put its folder of "
                "LEVERAGE_KEY_DIR back if anybody has it: without it nobody can ever count this window."
            )
        self.stdout.write(
            "What was deleted, withdrawn or released since stays so. Next: manage.py back_up, then start the site."
        )


_NO_LIST = (
    f"There is no list of what must not return ({PATTERN}) beside the backup. Without it accounts that were deleted "
    "since come back. Find it and name it with --list; if it is lost, say --without-list."
)
_LISTS = "There are lists of what must not return; --without-list is for when they are lost."
