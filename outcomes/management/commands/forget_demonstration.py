"""Remove everything that was made up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from outcomes.demonstration import forget_demonstration


class Command(BaseCommand):
    """`manage.py forget_demonstration`: the banner goes with the numbers."""

    help = "Remove the demonstration window, its release and everything that came of it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; a second run finds nothing to remove."""
        count = forget_demonstration()
        self.stdout.write(
            f"Removed {count} demonstration window(s)." if count else "Nothing made up is here."
        )
