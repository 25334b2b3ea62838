"""Open the first window; on an empty local site also make the demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from outcomes.demonstration import make_demonstration
from outcomes.first_windows import favourites, open_first_window, wants_demonstration
from outcomes.focus import recompute_focus
from outcomes.windows import half_year


class Command(BaseCommand):
    """`manage.py start_windows`: does nothing where windows exist."""

    help = "Open the first window. On an empty local site, also make demonstration numbers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; a second run finds the windows and changes nothing."""
        today = timezone.now().date()
        first_time = wants_demonstration(local=settings.LOCAL)
        opened = open_first_window(today)
        if opened is not None:
            recompute_focus(half_year(today)[0])
            self.stdout.write(f"Window {opened.name} is open until {opened.closes_on}.")
        if first_time:
            made = make_demonstration(today, favourites=favourites())
            self.stdout.write(f"Made-up numbers are published as {made.name}.")
