"""Tables of the catalogue. All public knowledge: nothing here is about a person who comes here."""

from asks.models.ask import Ask, AskText, Category, Precedent, Source, Survey, SurveySupport
from asks.models.focus import FocusEntry
from asks.models.lab import Lab, Position, PositionEvent

__all__ = [
    "Ask",
    "AskText",
    "Category",
    "FocusEntry",
    "Lab",
    "Position",
    "PositionEvent",
    "Precedent",
    "Source",
    "Survey",
    "SurveySupport",
]
