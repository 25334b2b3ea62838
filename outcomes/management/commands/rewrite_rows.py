"""Rewrite rows before a dump is made."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from outcomes.errors import RewriteUnderWay
from outcomes.storage import rewrite


class Command(BaseCommand):
    """`manage.py rewrite_rows`: what tells when rows came is gone afterwards. `back_up` starts with it."""

    help = "Take from rows what tells when they came. Run it before each dump; beat does it hourly."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; it ends with an error, and so stops the dump, unless every row was rewritten."""
        try:
            complete = rewrite()
        except RewriteUnderWay as refusal:
            raise CommandError(
                "Another process is rewriting rows. Try again in a minute."
            ) from refusal
        except DatabaseError as error:
            # The type only: the database's own words could quote a row.
            raise CommandError(f"Rows were not rewritten: {type(error).__name__}.") from error
        self.stdout.write("Rows were rewritten.")
        if not complete:
            self.stdout.write(
                "A long transaction was open, so files keep former versions until the next run. A dump is safe."
            )
