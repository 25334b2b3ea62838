"""`manage.py delete_account --username X`: delete an account whose holder asked for it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from leverage.account_deletion import delete_account
from leverage.demands import NoSuchAccount, account_named


class Command(BaseCommand):
    """Does what the account's own page does, and writes down nothing but the mark that keeps backups from it."""

    help = "Delete an account at once and for good, by its made-up name."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name, and whether somebody confirmed already."""
        parser.add_argument("--username", required=True, help="the account's made-up name")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, username: str, yes: bool, **options: Any) -> None:
        """Delete it after the name was written again, or end with 1 and change nothing."""
        try:
            account = account_named(username)
        except NoSuchAccount as error:
            raise CommandError("No account has this name. Nothing was changed.") from error
        self.stdout.write(
            "This deletes the account with its passkeys, codes, vault, role and the note that it drew a sheet.\n"
            "What was logged with that sheet cannot be found from here, and stays: only the eight words of its "
            "receipt withdraw it. Whoever asks by mail may not be the holder: see the run-book."
        )
        if not yes and self._answer() != account.get_username():
            raise CommandError("Nothing was changed.")
        delete_account(account)
        self.stdout.write("The account is deleted. No backup brings it back.")

    def _answer(self) -> str:
        self.stdout.write("Write the name again to delete it: ", ending="")
        self.stdout.flush()
        try:
            return input().strip().lower()
        except EOFError:
            return ""
