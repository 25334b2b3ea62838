"""`manage.py demand --username X`: print exactly what could be handed over about an account."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from leverage.demands import NoSuchAccount, demanded


class Command(BaseCommand):
    """Prints JSON and writes nothing anywhere: that a name was looked up is in no log."""

    help = "Print everything held about an account, and the number of sealed conversations."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the made-up name; nothing else here finds a person."""
        parser.add_argument("--username", required=True, help="the account's made-up name")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Print it, or end with exit code 1 where no account has the name."""
        try:
            found = demanded(username)
        except NoSuchAccount as error:
            message = "No account has this name, so there is nothing to hand over about it."
            raise CommandError(message) from error
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
