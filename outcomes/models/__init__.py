"""Tables of what happened. What they hold is listed for everybody to read, and a test compares."""

from outcomes.models.dkim_key import DkimKey
from outcomes.models.entry import Entry
from outcomes.models.release import BudgetEntry, Release, Tally
from outcomes.models.sheet import Sheet
from outcomes.models.window import Window

__all__ = ["BudgetEntry", "DkimKey", "Entry", "Release", "Sheet", "Tally", "Window"]
