"""Try the whole way out on simulated entries, and leave nothing behind."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from outcomes.errors import Refusal
from outcomes.kinds import Custody
from outcomes.management.orders import refusal_in_words
from outcomes.rehearsal import ENTRIES, REHEARSAL, rehearse


class Command(BaseCommand):
    """`manage.py rehearse_release --custody custodians`: also on a production site, where it shows nowhere."""

    help = "Plan, open, fill, close and release a window of simulated entries; say what came of it; remove all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how many entries are simulated, and who holds the key."""
        parser.add_argument("--entries", type=int, default=ENTRIES)
        parser.add_argument("--custody", type=Custody, default=Custody.LOCAL)

    def handle(self, *args: Any, entries: int, custody: Custody, **options: Any) -> None:
        """Run it; it ends with 1 unless everything was as it must be."""
        if not 1 <= entries <= 100_000:
            raise CommandError("Simulate 1 to 100000 entries.")
        try:
            seen = rehearse(timezone.now().date(), entries=entries, custody=custody)
        except Refusal as refusal:
            raise CommandError(refusal_in_words(refusal, REHEARSAL, "")) from refusal
        for line in seen.lines():
            self.stdout.write(line)
        if seen.faults():
            raise CommandError(" ".join(seen.faults()))
        self.stdout.write("All was as it must be, and nothing of it is left.")
