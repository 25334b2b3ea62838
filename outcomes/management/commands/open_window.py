"""Open a window on its day, rather than when beat does."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from outcomes.due import open_on_its_day
from outcomes.management.orders import WindowOrder


class Command(WindowOrder):
    """`manage.py open_window 2027H1`: beat does the same within a minute."""

    help = "Open a planned window whose first day has come."
    needs = "Only a planned window opens, and none opens twice."

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Open it."""
        window = open_on_its_day(name, timezone.now().date())
        self.stdout.write(f"{name} is open until {window.closes_on}.")
