"""Close a window after its last day, rather than when beat does."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from outcomes.due import close_after_its_end
from outcomes.management.orders import WindowOrder


class Command(WindowOrder):
    """`manage.py close_window 2027H1`: beat does the same within a minute."""

    help = "Close an open window whose last day is over, and destroy its signing keys."
    needs = "Only an open window closes, and it never opens again."

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Close it."""
        close_after_its_end(name, timezone.now().date())
        self.stdout.write(f"{name} is closed for good. Its signing keys are destroyed.")
