"""`manage.py remove_second_factors --username X`: let a curator who lost theirs set up new ones."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser

from leverage.demands import NoSuchAccount, account_named


class Command(BaseCommand):
    """For staff only. Of anybody else a lost passkey is a lost account: nobody could tell who asks."""

    help = "Remove the second factors of a curator, who then signs in by password and sets up new ones."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name of the curator's account."""
        parser.add_argument("--username", required=True, help="the account's made-up name")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Remove them, or end with 1 and change nothing."""
        try:
            account = account_named(username)
        except NoSuchAccount as error:
            raise CommandError("No account has this name. Nothing was changed.") from error
        if not account.is_staff:
            raise CommandError("This is no curator's account. Nothing was changed.")
        if not account.has_usable_password():
            raise CommandError(
                "This account has no password, so its keys are its only way in. Make the curator a new account "
                "with manage.py createsuperuser, and delete this one."
            )
        Authenticator.objects.filter(user=account).delete()
        self.stdout.write(
            "They are removed, and open nothing any more. At the next visit to /curate/ new ones are set up: see "
            "that it is the right person who does, and have the password changed."
        )
