"""Tables of what happened. What they hold is listed for everybody to read, and a test compares."""

from outcomes.models.entry import Entry
from outcomes.models.release import BudgetEntry, Release, Tally
from outcomes.models.sheet import Sheet
from outcomes.models.window import Window

__all__ = ["BudgetEntry", "Entry", "Release", "Sheet", "Tally", "Window"]
