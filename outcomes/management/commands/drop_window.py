"""Take back a window that never opened."""

from __future__ import annotations

from typing import Any

from outcomes.management.orders import WindowOrder
from outcomes.planning import drop_plan


class Command(WindowOrder):
    """`manage.py drop_window 2027H1`: the way out when its printed key was lost before it opened."""

    help = "Take back a planned window with its keys. One that has opened stays."
    needs = "Only a planned window can be taken back: people may rely on this one."

    def order(self, name: str, options: dict[str, Any]) -> None:
        """Drop it."""
        drop_plan(name)
        self.stdout.write(
            f"{name} is gone, and so are its keys. Where its hash was pinned, choose another name."
        )
